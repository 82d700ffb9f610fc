/** Who did something. */
export type Author = AccountAuthor | DescribedAuthor;

type AccountAuthor = Readonly<{ id: string; email: string; address: string | null }>;

/** Somebody who has no account, and is known by a description. */
type DescribedAuthor = Readonly<{
  id: null;
  label: string;
  address: string | null;
  /** Whether it may be anybody at all, whose events are limited. */
  isAnonymous?: boolean;
}>;

export const ANONYMOUS = "somebody not signed in";

/** Whoever calls from an address without having signed in. */
export const anonymousAuthor = (address: string | null, label = ANONYMOUS): Author => ({
  id: null,
  label,
  address,
  isAnonymous: true,
});
