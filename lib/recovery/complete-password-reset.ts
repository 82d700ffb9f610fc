import { record } from "#lib/audit/record.ts";
import { tellOfNewPassword } from "#lib/passwords/notify-password-changed.ts";
import { choosePasswordByLink, type LinkHolder } from "./set-password-with-link.ts";

/**
 * Puts a new password in the place of the old one, through a mailed link. The holder is told by mail, and signs in
 * afterwards.
 * @throws LinkClosed when the link does not work (any more)
 * @throws Refusal when the password breaks a rule
 */
export const completeReset = (holder: LinkHolder, password: string): Promise<void> =>
  choosePasswordByLink(holder, "password-reset", password, async (tx, account, changes) => {
    await record(tx, {
      event: "password_reset_completed",
      by: { ...account, address: holder.source.address },
      on: account,
      changes,
    });
    await tellOfNewPassword(tx, account, "reset");
  });
