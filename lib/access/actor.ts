import type { Domain } from "./domains.ts";

/** The signed-in user who acts. Only `lib/sessions/current-session.ts` creates one. */
export type Actor = Readonly<{
  id: string;
  /** Use cases check that it still exists. */
  sessionId: string;
  email: string;
  firstName: string;
  lastName: string;
  roles: readonly string[];
  restrictions: readonly Domain[];
  address: string | null;
}>;
