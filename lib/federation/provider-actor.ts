import { type AuditActor, PROVIDER } from "#lib/audit/audit-actor.ts";

/** Who speaks when the provider's word changes something. */
export const providerActor = (address: string | null): AuditActor => ({
  id: null,
  label: PROVIDER,
  address,
});
