import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { SEND_RECOVERY_EMAIL } from "#lib/mail/email-jobs.ts";
import { paths } from "#lib/paths.ts";
import type { Answer, Client, Values } from "#tests/http/client.ts";
import { run } from "#tests/http/database.ts";
import { linkIn, type Message } from "#tests/mail/message.ts";
import type { Server, Settings } from "#tests/servers/server.ts";
import { emailProvider } from "#tests/servers/use-server.ts";

export type { Message };

export const SUBJECTS = {
  activation: /^Activate your account/,
  reset: /^Choose a new password/,
  forgotPassword: /^Reset your password/,
  passwordChanged: /^Your password .* was changed/,
} as const;

export const CHOSEN = { password: "six swans on a lock gate", confirmation: "six swans on a lock gate" };

/** For what a server does in the background. */
export const SOON = { interval: 10, timeout: 20_000 };

/** Without the origin, which may differ from the one that tests use. */
export const pathOf = (message: Message): string => new URL(linkIn(message)).pathname;

export const tokenOf = (message: Message): string => String(pathOf(message).split("/").at(-1));

/** Follows an email's link to its page, which has the token in a cookie. */
export async function follow(client: Client, message: Message): Promise<string> {
  const { status, headers } = await client.get(pathOf(message));
  expect(status).toBe(303);
  return new URL(String(headers.location)).pathname;
}

/** Follows an email's link and submits its form with a password, unless other values are given. */
export async function complete(client: Client, message: Message, values: Values = {}): Promise<Answer> {
  return client.submit(await follow(client, message), "confirmation", { ...CHOSEN, ...values });
}

export const requestPasswordReset = (client: Client, email: string): Promise<Answer> =>
  client.submit(paths.forgotPassword, "email", { email });

export const sendPasswordReset = (
  admin: Client,
  { id }: Readonly<{ id: string }>,
  values: Values = {},
): Promise<Answer> => admin.submit(paths.resetPassword(id), "endAccess", values);

/** The email sent after a request for a new link or a password reset, whose job is delayed. */
export async function recoveryEmail(email: string, subject: RegExp, after = 0): Promise<Message> {
  await makeEmailsDue();
  return emailProvider.next(email, subject, after);
}

/** Oldest first. */
export async function statesOfEmailsTo(email: string): Promise<unknown[]> {
  const rows = await run(sql`SELECT state FROM emails WHERE recipient = ${email} ORDER BY created_at, id`);
  return rows.map(({ state }) => state);
}

/** Settings for another server to send emails like this one. */
export const sendsLike = ({ environment }: Server): Settings => {
  const { MAIL_FROM = "", RESEND_API_KEY = "", RESEND_BASE_URL = "" } = environment;
  return { MAIL_FROM, RESEND_API_KEY, RESEND_BASE_URL };
};

/** Ends all delays and pauses, and notifies the worker, which would otherwise poll only once a second. */
export async function makeEmailsDue(): Promise<void> {
  await run(sql`DELETE FROM email_pauses`);
  await run(sql`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL`);
  await run(sql`SELECT pg_notify('jobs:insert', '{"count": 4}')`);
}

const unfinished = sql`SELECT (SELECT count(*) FROM emails WHERE state = 'WAITING')
  + (SELECT count(*) FROM graphile_worker.jobs WHERE task_identifier = ${SEND_RECOVERY_EMAIL}) AS count`;

/** Lets the provider deliver, and waits until the queue is empty. */
export async function deliverEverything(): Promise<void> {
  await emailProvider.deliver();
  await expect
    .poll(async () => {
      const count = Number((await run(unfinished))[0]?.count);
      if (count > 0) await makeEmailsDue();
      return count;
    }, SOON)
    .toBe(0);
}
