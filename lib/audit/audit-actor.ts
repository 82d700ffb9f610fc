export type AuditActor = AccountActor | DescribedActor;

type AccountActor = Readonly<{ id: string; email: string; address: string | null }>;

type DescribedActor = Readonly<{
  id: null;
  label: string;
  address: string | null;
  /** Anyone on the internet, whose events are limited. */
  isAnonymous?: boolean;
}>;

export const ANONYMOUS = "an anonymous user";
export const LINK_USER = "a user with an emailed link";
export const PROVIDER = "the identity provider";
export const OPERATOR = "the server operator";

export const DESCRIBED_ACTORS: readonly string[] = [ANONYMOUS, LINK_USER, PROVIDER, OPERATOR];

export const anonymousActor = (address: string | null, label = ANONYMOUS): AuditActor => ({
  id: null,
  label,
  address,
  isAnonymous: true,
});

export const providerActor = (address: string | null): AuditActor => ({ id: null, label: PROVIDER, address });
