import type { Domain } from "./domains.ts";

/** The signed-in user who acts. Only `lib/sessions/current-session.ts` creates one. */
export type Actor = Readonly<{
  id: string;
  /** Every use case reads permissions again through the session. */
  sessionId: string;
  email: string;
  firstName: string;
  lastName: string;
  roles: readonly string[];
  /** Empty while segregation is off. */
  restrictions: readonly Domain[];
  /** The address of the client, as a trusted proxy reports it. */
  address: string | null;
}>;
