import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { activeAccount } from "#tests/db/people.ts";

export {
  activeAccount as viewer,
  expiredAccount as accountWithExpiredSingleUsePassword,
  invitedAccount as accountWithSingleUsePassword,
  lockedAccount,
  PASSWORD,
  type TestAccount,
} from "#tests/db/people.ts";

export const administrator = () => activeAccount({ roles: [ADMINISTRATOR] });

let words = 0;

/** A word that stands in no other account, for finding a test's own people in the list. */
export function rareWord(): string {
  const letters = [...String(words++).padStart(4, "0")].map((digit) => "qjxkvzwybp"[Number(digit)]);
  return `qx${letters.join("")}`;
}
