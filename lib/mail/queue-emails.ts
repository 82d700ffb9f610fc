import { after } from "next/server.js";
import type { Transaction } from "#db/client.ts";
import { addJobs } from "#db/jobs.ts";
import { mails } from "#db/schema/emails.ts";
import { config } from "#lib/config/index.ts";
import { outsideRequests } from "#lib/http/request-context.ts";
import type { IssuedLink } from "#lib/links/issue-link.ts";
import { mailJob, SEND_MAIL } from "./email-jobs.ts";
import type { MailKind } from "./email-kinds.ts";
import type { MailFacts } from "./template-data.ts";

export type NewMail = {
  [Kind in MailKind]: Readonly<{
    kind: Kind;
    /** Whom it is about; it is not sent to anybody once that account has gone. */
    accountId: string;
    to: string;
    facts: MailFacts[Kind];
    /** The link it carries, which must still work when it is sent. */
    link?: IssuedLink;
  }>;
}[MailKind];

/**
 * Queues mails in the transaction of the change that causes them: they are sent if, and only if, it is committed, and
 * nobody waits for the provider. Does nothing while outgoing mail is off.
 */
export async function queueMails(tx: Transaction, queued: readonly NewMail[]): Promise<void> {
  const { mail, serverless } = config();
  if (!mail || queued.length === 0) return;
  const rows = await tx
    .insert(mails)
    .values(
      queued.map(({ kind, accountId, to, facts, link }) => ({
        kind,
        accountId,
        recipient: to,
        facts,
        linkId: link?.linkId,
        sealedSecret: link?.sealedSecret,
      })),
    )
    .returning({ id: mails.id });
  await addJobs(
    tx,
    SEND_MAIL,
    rows.map(({ id }) => mailJob(id)),
  );
  if (serverless) workOffAfterwards();
}

/** Where no process stays alive, the one that served the request works the queue off once it has answered. */
export const workOffAfterwards = (): void =>
  after(() => outsideRequests(async () => (await import("#lib/background/worker.ts")).workOffQueue()));
