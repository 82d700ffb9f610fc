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
import { openProvider, type Provider } from "#tests/mail/provider.ts";
import { asOwner } from "./owner.ts";
import { activeAccount } from "./people.ts";

export const SENDER = "Gatehouse <gatehouse@example.com>";

/** Outgoing mail is on, and nobody listens where it goes. */
export const MAIL_ON = { MAIL_FROM: SENDER, SMTP_URL: "smtp://127.0.0.1:1" };

export const MAIL_OFF = { MAIL_FROM: "", SMTP_URL: "", RESEND_API_KEY: "", RESEND_BASE_URL: "" };

/** Outgoing mail is on for the rest of the file, and goes through a provider. */
export async function sendToProvider(): Promise<Provider> {
  const provider = await openProvider();
  afterAll(provider.close);
  completeEnvironment({ ...MAIL_OFF, MAIL_FROM: SENDER, RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url });
  return provider;
}

/** Queues emails without a link, each to another address. */
export async function queueTestEmails(count: number): Promise<void> {
  const { id: accountId } = await activeAccount();
  const templateData = {
    firstName: "Some",
    email: "",
    requestedBy: "",
    at: new Date().toISOString(),
    transport: "Resend",
  };
  const emails = Array.from({ length: count }, (_, turn) => ({
    kind: "test-email" as const,
    accountId,
    to: `email.${turn}@example.com`,
    templateData,
  }));
  await transaction((tx) => queueEmails(tx, emails));
}

/** Sends what waits for somebody. */
export async function sendEmailsTo(recipient: string): Promise<void> {
  const which = and(eq(emails.recipient, recipient), eq(emails.state, "WAITING"));
  const waiting = await read((db) =>
    db.select({ emailId: emails.id }).from(emails).where(which).orderBy(emails.createdAt),
  );
  for (const job of waiting) await sendEmail(job);
}

/** Sends what waits for somebody, and reads the newest letter to them. */
export async function newestMessage({ letters }: Pick<Provider, "letters">, to: string): Promise<Message> {
  await sendEmailsTo(to);
  const letter = letters.to(to).at(-1);
  if (!letter) throw new Error(`No letter came to ${to}.`);
  return letter;
}

/** What a browser holds that has followed the link in a letter to the page it leads to. */
export async function follow(letter: Message): Promise<SubmittedLink & { token: string }> {
  const { pathname } = new URL(linkIn(letter));
  const [purpose, page] = Object.entries(LINK_PAGES).find(([, page]) => pathname.startsWith(`${page}/`)) ?? [];
  const token = pathname.slice(`${page}/`.length);
  const link = await findLink(token, purpose as LinkPurpose);
  expect(link).toBeDefined();
  return { token, linkId: String(link?.id) };
}

/** Works off the queue, with what was asked for at the sign-in page, without waiting for the head start of answers. */
export async function runRecoveryJobs(): Promise<void> {
  await asOwner`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()`;
  await drainQueue();
}
