import type { Transaction } from "#db/client.ts";
import { addJobs } from "#db/jobs.ts";
import { emails } from "#db/schema/emails.ts";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";
import { drainAfterResponse } from "./drain-after-response.ts";
import { emailJob, SEND_EMAIL } from "./email-jobs.ts";
import type { EmailKind } from "./email-kinds.ts";
import type { EmailProps } from "./templates.ts";

export type NewEmail = {
  [Kind in EmailKind]: Readonly<{
    kind: Kind;
    /** Deleting it cancels the email. */
    accountId: string;
    to: string;
    templateData: Omit<EmailProps[Kind], "origin" | "link">;
    /** The email is cancelled if its link is no longer valid when it is sent. */
    link?: Readonly<{ linkId: string; encryptedToken: string }>;
  }>;
}[EmailKind];

/** In the transaction of the change that causes them, so that they are sent only if it commits. */
export async function queueEmails(tx: Transaction, newEmails: readonly NewEmail[]): Promise<void> {
  if (!isOutgoingMailOn() || newEmails.length === 0) return;
  const rows = await tx
    .insert(emails)
    .values(
      newEmails.map(({ kind, accountId, to, templateData, link }) => ({
        kind,
        accountId,
        recipient: to,
        templateData,
        linkId: link?.linkId,
        encryptedToken: link?.encryptedToken,
      })),
    )
    .returning({ id: emails.id });
  await addJobs(
    tx,
    SEND_EMAIL,
    rows.map(({ id }) => emailJob(id)),
  );
  if (config().serverless) drainAfterResponse();
}
