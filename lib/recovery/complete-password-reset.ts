import { record } from "#lib/audit/record.ts";
import { notifyPasswordChanged } from "#lib/passwords/notify-password-changed.ts";
import { type LinkSubmission, setPasswordWithLink } from "./set-password-with-link.ts";

/** @throws InvalidLink, UserError for an unacceptable password */
export const completePasswordReset = (submission: LinkSubmission, password: string): Promise<void> =>
  setPasswordWithLink(submission, "password-reset", password, async (tx, account, changes) => {
    await record(tx, {
      event: "password_reset_completed",
      by: { ...account, address: submission.source.address },
      on: account,
      changes,
    });
    await notifyPasswordChanged(tx, account, "reset");
  });
