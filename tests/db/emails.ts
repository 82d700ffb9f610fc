import { and, eq } from "drizzle-orm";
import { afterAll, expect } from "vitest";
import { read, transaction } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import { drainQueue } from "#lib/background/worker.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { findLink, LINK_PAGES, type LinkPurpose } from "#lib/links/link.ts";
import type { SubmittedLink } from "#lib/links/redeem-link.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { sendEmail } from "#lib/mail/send-email.ts";
import { linkIn, type Message } from "#tests/mail/message.ts";
import { type Provider, startProvider } from "#tests/mail/provider.ts";
import { asOwner } from "./owner.ts";
import { activeAccount } from "./people.ts";

export const SENDER = "Gatehouse <gatehouse@example.com>";

/** Turns outgoing mail on, with a mail server that does not exist. */
export const MAIL_ON = { MAIL_FROM: SENDER, SMTP_URL: "smtp://127.0.0.1:1" };

export const MAIL_OFF = { MAIL_FROM: "", SMTP_URL: "", RESEND_API_KEY: "", RESEND_BASE_URL: "" };

/** Turns outgoing mail on for the rest of the file, through a local provider. */
export async function sendToProvider(): Promise<Provider> {
  const provider = await startProvider();
  afterAll(provider.close);
  completeEnvironment({ ...MAIL_OFF, MAIL_FROM: SENDER, RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url });
  return provider;
}

/** Queues emails without a link, each to a different address. */
export async function queueTestEmails(count: number): Promise<void> {
  const { id: accountId } = await activeAccount();
  const templateData = {
    firstName: "Some",
    email: "",
    requestedBy: "",
    at: new Date().toISOString(),
    transport: "Resend",
  };
  const emails = Array.from({ length: count }, (_, index) => ({
    kind: "test-email" as const,
    accountId,
    to: `email.${index}@example.com`,
    templateData,
  }));
  await transaction((tx) => queueEmails(tx, emails));
}

/** Sends the waiting emails to a recipient. */
export async function sendEmailsTo(recipient: string): Promise<void> {
  const isWaiting = and(eq(emails.recipient, recipient), eq(emails.state, "WAITING"));
  const waiting = await read((db) =>
    db.select({ emailId: emails.id }).from(emails).where(isWaiting).orderBy(emails.createdAt),
  );
  for (const job of waiting) await sendEmail(job);
}

/** Sends the waiting emails to a recipient, and returns the newest message. */
export async function newestMessage({ messages }: Pick<Provider, "messages">, to: string): Promise<Message> {
  await sendEmailsTo(to);
  const message = messages.to(to).at(-1);
  if (!message) throw new Error(`No message was sent to ${to}.`);
  return message;
}

/** Follows the link in a message, as far as the page with its form. */
export async function follow(message: Message): Promise<SubmittedLink & { token: string }> {
  const { pathname } = new URL(linkIn(message));
  const [purpose, page] = Object.entries(LINK_PAGES).find(([, page]) => pathname.startsWith(`${page}/`)) ?? [];
  const token = pathname.slice(`${page}/`.length);
  const link = await findLink(token, purpose as LinkPurpose);
  expect(link).toBeDefined();
  return { token, linkId: String(link?.id) };
}

/** Drains the queue, including jobs that are delayed until after a response. */
export async function runRecoveryJobs(): Promise<void> {
  await asOwner`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()`;
  await drainQueue();
}
