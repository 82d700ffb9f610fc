import { z } from "zod";

/** Whom the provider speaks of, as far as it may be believed: who they are to it, and what it claims about them. */
export type ProviderPerson = Readonly<{
  issuer: string;
  subject: string;
  /** As claimed, in whatever spelling; `undefined` for none. */
  email: string | undefined;
  /** The provider's word for it; `undefined` where it says nothing of that. */
  emailVerified: boolean | undefined;
  givenName: string | undefined;
  familyName: string | undefined;
  fullName: string | undefined;
  /** What the provider calls its own session. */
  sessionId: string | undefined;
  idToken: string;
}>;

/** OpenID Connect Core 1.0, 2: at most 255 ASCII characters. */
export const identifier = z.string().regex(/^[\x20-\x7e]{1,255}$/);

const text = z.string().max(1000).optional().catch(undefined);

/** What is no claim of the expected kind is no claim. */
export const personClaims = z.object({
  sub: identifier,
  email: text,
  // Nothing but true is a yes: whatever else is said, such as "true", is a no.
  email_verified: z.boolean().optional().catch(false),
  given_name: text,
  family_name: text,
  name: text,
  sid: identifier.optional().catch(undefined),
});
