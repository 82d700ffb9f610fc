import { record } from "#lib/audit/record.ts";
import { notifyPasswordChanged } from "#lib/passwords/notify-password-changed.ts";
import { type LinkSubmission, setPasswordWithLink } from "./set-password-with-link.ts";

/**
 * Replaces a password through an emailed link, and notifies the user. Nobody is signed in by it.
 * @throws InvalidLink when the link is not valid
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
