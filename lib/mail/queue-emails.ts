import type { Transaction } from "#db/client.ts";
import { addJobs } from "#db/jobs.ts";
import { emails } from "#db/schema/emails.ts";
import { config } from "#lib/config/index.ts";
import { drainAfterResponse } from "./drain-after-response.ts";
import { emailJob, SEND_EMAIL } from "./email-jobs.ts";
import type { EmailKind } from "./email-kinds.ts";
import type { TemplateData } from "./template-data.ts";

export type NewEmail = {
  [Kind in EmailKind]: Readonly<{
    kind: Kind;
    /** Whom it is about; it is not sent to anybody once that account has gone. */
    accountId: string;
    to: string;
    templateData: TemplateData[Kind];
    /** The link it carries, which must still work when it is sent. */
    link?: Readonly<{ linkId: string; encryptedToken: string }>;
  }>;
}[EmailKind];

/**
 * Queues emails in the transaction of the change that causes them: they are sent if, and only if, it is committed, and
 * nobody waits for the provider. Does nothing while outgoing mail is off.
 */
export async function queueEmails(tx: Transaction, queued: readonly NewEmail[]): Promise<void> {
  const { mail, serverless } = config();
  if (!mail || queued.length === 0) return;
  const rows = await tx
    .insert(emails)
    .values(
      queued.map(({ kind, accountId, to, templateData, link }) => ({
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
  if (serverless) drainAfterResponse();
}
