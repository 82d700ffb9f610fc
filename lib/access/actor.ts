import type { Domain } from "./domains.ts";

/** The signed-in account on whose behalf something is done. Only `lib/sessions/current-session.ts` makes one. */
export type Actor = Readonly<{
  id: string;
  /** The session that speaks; rights are read again through it inside every use case. */
  sessionId: string;
  email: string;
  firstName: string;
  lastName: string;
  roles: readonly string[];
  /** The domains the actor is restricted to; none while segregation is off. */
  restrictions: readonly Domain[];
  /** Where the request came from, as far as a trusted proxy tells. */
  address: string | null;
}>;
