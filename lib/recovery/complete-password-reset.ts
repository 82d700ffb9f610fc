import { record } from "#lib/audit/record.ts";
import { notifyPasswordChanged } from "#lib/passwords/notify-password-changed.ts";
import { type LinkSubmission, setPasswordWithLink } from "./set-password-with-link.ts";

/**
 * Puts a new password in the place of the old one, through a mailed link. The holder is told by mail, and signs in
 * afterwards.
 * @throws InvalidLink when the link does not work (any more)
 * @throws UserError when the password breaks a rule
 */
export const completePasswordReset = (user: LinkSubmission, password: string): Promise<void> =>
  setPasswordWithLink(user, "password-reset", password, async (tx, account, changes) => {
    await record(tx, {
      event: "password_reset_completed",
      by: { ...account, address: user.source.address },
      on: account,
      changes,
    });
    await notifyPasswordChanged(tx, account, "reset");
  });
