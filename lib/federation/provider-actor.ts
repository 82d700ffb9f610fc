import { type Author, PROVIDER } from "#lib/audit/audit-actor.ts";

/** Who speaks when the provider's word changes something. */
export const providerAuthor = (address: string | null): Author => ({
  id: null,
  label: PROVIDER,
  address,
});
