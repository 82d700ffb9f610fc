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
  restrictions: readonly Domain[];
  address: string | null;
}>;
