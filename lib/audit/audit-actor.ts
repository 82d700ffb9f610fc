/** Who did something. */
export type AuditActor = AccountActor | DescribedActor;

type AccountActor = Readonly<{ id: string; email: string; address: string | null }>;

/** Somebody who has no account, and is known by a description. */
type DescribedActor = Readonly<{
  id: null;
  label: string;
  address: string | null;
  /** Whether it may be anybody at all, whose events are limited. */
  isAnonymous?: boolean;
}>;

export const ANONYMOUS = "somebody not signed in";
export const LINK_HOLDER = "somebody with a link";
export const PROVIDER = "the identity provider";
export const OPERATOR = "the server's operator";

/** Whoever acts without an account, as events describe them. */
export const DESCRIBED_ACTORS: readonly string[] = [ANONYMOUS, LINK_HOLDER, PROVIDER, OPERATOR];

/** Whoever calls from an address without having signed in. */
export const anonymousActor = (address: string | null, label = ANONYMOUS): AuditActor => ({
  id: null,
  label,
  address,
  isAnonymous: true,
});

/** The identity provider, where its word changes something. */
export const providerActor = (address: string | null): AuditActor => ({ id: null, label: PROVIDER, address });
