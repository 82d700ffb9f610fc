import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { transaction } from "#db/client.ts";
import { drainQueue } from "#lib/background/worker.ts";
import { outgoingMailStatus } from "#lib/mail/outgoing-mail-status.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { sendEmail } from "#lib/mail/send-email.ts";
import { FULL_HOST, startMailbox, UNKNOWN_HOST } from "#tests/mail/mailbox.ts";
import { errorReply, type Reply } from "#tests/mail/provider.ts";
import { MAIL_OFF, SENDER, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner, onTheSide } from "./owner.ts";
import { activeAccount, administrator } from "./people.ts";
import { emailsAbout, jobsNow } from "./queries.ts";

const provider = await sendToProvider();

const tooManyRequests = (after?: string): Reply => ({
  ...errorReply(429, "rate_limit_exceeded", "Too many requests"),
  ...(after && { headers: { "retry-after": after } }),
});

const SERVER_ERROR = errorReply(500, "application_error", "Not now");

afterEach(async () => {
  provider.respond(() => undefined);
  vi.restoreAllMocks();
  await asOwner`DELETE FROM email_pauses`;
  await asOwner`DELETE FROM emails`;
  await asOwner`DELETE FROM graphile_worker._private_jobs`;
});

async function queueEmail(host = "example.com") {
  const { id: accountId } = await activeAccount();
  const to = `${accountId}@${host}`;
  const templateData = {
    firstName: "Some",
    email: to,
    requestedBy: to,
    at: new Date().toISOString(),
    transport: "any",
  };
  await transaction((tx) => queueEmails(tx, [{ kind: "test-email", accountId, to, templateData }]));
  const [email] = await emailsAbout(accountId);
  if (!email) throw new Error("No email was queued.");
  return email;
}

type QueuedEmail = Awaited<ReturnType<typeof queueEmail>>;

const send = ({ id }: QueuedEmail) => sendEmail({ emailId: id });

const emailNow = async ({ id, accountId }: QueuedEmail) =>
  (await emailsAbout(accountId)).find((email) => email.id === id);

const requestsFor = ({ id }: QueuedEmail) => provider.requests.filter(({ key }) => key.startsWith(id));

async function secondsUntilRetry({ id }: QueuedEmail): Promise<number> {
  const [job] = await onTheSide`
    SELECT extract(epoch FROM run_at - now())::float8 AS seconds FROM graphile_worker.jobs WHERE key = ${`email:${id}`}`;
  if (!job) throw new Error("No attempt is scheduled.");
  return job.seconds;
}

async function pauseSeconds(): Promise<number | undefined> {
  const [pause] = await onTheSide`SELECT extract(epoch FROM until - now())::float8 AS seconds FROM email_pauses`;
  return pause?.seconds;
}

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const throughSmtp = <T>(url: string, work: () => Promise<T>) =>
  withEnvironment({ ...MAIL_OFF, MAIL_FROM: SENDER, SMTP_URL: url }, work);

test("every attempt sends the provider the same message and key", async () => {
  const email = await queueEmail();
  provider.respond(() => SERVER_ERROR);
  await send(email);
  provider.respond(() => undefined);
  await send(email);
  const [first, second] = requestsFor(email);
  expect(first).toMatchObject({
    key: `${email.id}/1`,
    message: {
      from: SENDER,
      to: email.recipient,
      subject: expect.stringContaining("Test email"),
      text: expect.stringContaining("Hello Some"),
      html: expect.stringContaining("<html"),
    },
  });
  expect({ ...second, at: 0 }).toEqual({ ...first, at: 0 });
  expect(provider.messages.to(email.recipient)).toHaveLength(1);
});

test.each([
  ["fails", () => SERVER_ERROR, "500: Not now"],
  ["is overloaded", () => errorReply(503, "unavailable", "Busy"), "503: Busy"],
  [
    "is processing an earlier attempt",
    () => errorReply(409, "concurrent_idempotent_requests", "In progress"),
    "409: In progress",
  ],
  ["times out", () => errorReply(408, "timeout", "Too slow"), "408: Too slow"],
] as const)("an email waits, with the reason, while the provider %s", async (_case, reply, problem) => {
  const email = await queueEmail();
  provider.respond(reply);
  await send(email);
  expect(await emailNow(email)).toMatchObject({
    state: "WAITING",
    attempts: 1,
    problem,
    leasedUntil: null,
    completedAt: null,
  });
  expect(await secondsUntilRetry(email)).toBeGreaterThan(2);
  provider.respond(() => undefined);
  await send(email);
  expect(await emailNow(email)).toMatchObject({ state: "SENT", problem: null });
});

test("no transaction is open while a provider does not respond", async () => {
  const email = await queueEmail();
  const timer = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(timer.signal);
  provider.respond(() => "hang");
  const sending = send(email);
  await expect.poll(() => requestsFor(email), { interval: 5 }).toHaveLength(1);
  const open = await onTheSide`SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'gatehouse' AND xact_start IS NOT NULL`;
  expect(open).toEqual([]);
  timer.abort();
  await sending;
  expect(timeout).toHaveBeenCalledWith(30_000);
  expect(await emailNow(email)).toMatchObject({ state: "WAITING", problem: "The provider did not respond in time." });
});

test("an email waits while the provider cannot be reached", async () => {
  const email = await queueEmail();
  const address = `http://127.0.0.1:${await closedPort()}`;
  await withEnvironment({ RESEND_BASE_URL: address }, () => send(email));
  expect(await emailNow(email)).toMatchObject({ state: "WAITING", problem: "The provider could not be reached." });
  expect(await secondsUntilRetry(email)).toBeGreaterThan(2);
});

test("the delay doubles after each failure, with jitter", async () => {
  const email = await queueEmail();
  provider.respond(() => SERVER_ERROR);
  for (const longest of [5, 10, 20, 40, 80]) {
    await send(email);
    const delay = await secondsUntilRetry(email);
    expect(delay).toBeGreaterThan(longest / 2 - 1);
    expect(delay).toBeLessThanOrEqual(longest);
  }
});

test("a 429 pauses all emails, which are then sent with jitter", async () => {
  const emails = await Promise.all(Array.from({ length: 40 }, () => queueEmail()));
  const [first, ...others] = emails as [QueuedEmail, ...QueuedEmail[]];
  provider.respond(() => tooManyRequests("60"));
  await send(first);
  expect(requestsFor(first)).toHaveLength(1);
  expect(await pauseSeconds()).toBeGreaterThan(55);
  const requestCount = provider.requests.length;

  await drainQueue();
  expect(provider.requests).toHaveLength(requestCount);
  const waits = await Promise.all(others.map(secondsUntilRetry));
  for (const wait of [...waits, await secondsUntilRetry(first)]) {
    expect(wait).toBeGreaterThan(55);
    expect(wait).toBeLessThan(71);
  }
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(5);
  expect(await emailNow(first)).toMatchObject({ state: "WAITING", problem: "429: Too many requests" });
  for (const email of others)
    expect(await emailNow(email)).toMatchObject({ state: "WAITING", attempts: 0, problem: null });
  expect((await outgoingMailStatus(await administrator())).pausedUntil?.getTime()).toBeGreaterThan(Date.now());

  provider.respond(() => undefined);
  await asOwner`UPDATE email_pauses SET until = now() - interval '1 second'`;
  await asOwner`UPDATE graphile_worker._private_jobs SET run_at = now()`;
  await drainQueue();
  for (const email of emails) expect(provider.messages.to(email.recipient)).toHaveLength(1);
  await expect.poll(jobsNow, { interval: 5 }).toEqual([]);
});

test.each([
  ["sends no Retry-After", tooManyRequests(), 60],
  ["sends an invalid Retry-After", tooManyRequests("1.5 minutes"), 60],
  ["asks for a pause of a day", tooManyRequests("86400"), 3600],
  ["fails and asks for a pause", { ...SERVER_ERROR, headers: { "retry-after": "120" } }, 120],
] as const)("a provider that %s gets a reasonable pause", async (_case, reply, seconds) => {
  const email = await queueEmail();
  provider.respond(() => reply);
  await send(email);
  for (const left of [await pauseSeconds(), await secondsUntilRetry(email)]) {
    expect(left).toBeGreaterThan(seconds - 5);
    expect(left).toBeLessThanOrEqual(seconds);
  }
});

test("a shorter pause does not shorten a longer one", async () => {
  const [one, other] = [await queueEmail(), await queueEmail()];
  provider.respond(({ key }) => tooManyRequests(key.startsWith(one.id) ? "600" : "10"));
  await Promise.all([send(one), send(other)]);
  expect(await pauseSeconds()).toBeGreaterThan(590);
});

test.each([
  [422, "validation_error", "Invalid `to` field"],
  [403, "validation_error", "The domain is not verified"],
  [400, "validation_error", "Bad request"],
  [409, "invalid_idempotent_request", "Same key, different email"],
])("an email that the provider rejects (%d) fails at once and alone", async (status, name, message) => {
  const [before, rejected, after] = [await queueEmail(), await queueEmail(), await queueEmail()];
  provider.respond(({ key }) => (key.startsWith(rejected.id) ? errorReply(status, name, message) : undefined));
  await drainQueue();
  const failed = { state: "FAILED", problem: `${status}: ${message}`, attempts: 1, completedAt: expect.any(Date) };
  expect(await emailNow(rejected)).toMatchObject(failed);
  expect([await emailNow(before), await emailNow(after)]).toMatchObject([{ state: "SENT" }, { state: "SENT" }]);
  await expect.poll(jobsNow, { interval: 5 }).toEqual([]);
  await drainQueue();
  expect(requestsFor(rejected)).toHaveLength(1);
});

test("a provider's long error is truncated", async () => {
  const email = await queueEmail();
  provider.respond(() => errorReply(422, "validation_error", "x".repeat(10_000)));
  await send(email);
  expect((await emailNow(email))?.problem).toHaveLength(500);
});

test("an email is given up after 23 hours, before its idempotency key expires", async () => {
  const [late, early] = [await queueEmail(), await queueEmail()];
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '23 hours' + interval '2 seconds' WHERE id = ${late.id}`;
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '22 hours 59 minutes' WHERE id = ${early.id}`;
  provider.respond(() => SERVER_ERROR);
  for (const email of [late, early]) await send(email);
  expect(await emailNow(late)).toMatchObject({ state: "FAILED", problem: "Gave up after 23 hours. 500: Not now" });
  expect(await emailNow(early)).toMatchObject({ state: "WAITING" });
  await expect(secondsUntilRetry(late)).rejects.toThrow("No attempt is scheduled");
});

test("a mail server receives an email with a stable Message-ID", async () => {
  const mailbox = await startMailbox();
  const email = await queueEmail();
  await throughSmtp(mailbox.url, () => send(email));
  expect(mailbox.messages.to(email.recipient)).toMatchObject([
    {
      from: expect.stringContaining("gatehouse@example.com"),
      text: expect.stringContaining("Hello Some"),
      messageId: `<${email.id}.1@example.com>`,
    },
  ]);
  expect(await emailNow(email)).toMatchObject({ state: "SENT" });
  await mailbox.close();
});

test("an unknown mailbox fails at once, a full one is retried", async () => {
  const mailbox = await startMailbox();
  const [unknown, full, known] = [await queueEmail(UNKNOWN_HOST), await queueEmail(FULL_HOST), await queueEmail()];
  await throughSmtp(mailbox.url, drainQueue);
  expect(await emailNow(unknown)).toMatchObject({ state: "FAILED", problem: "550 5.1.1 No such mailbox" });
  expect(await emailNow(full)).toMatchObject({ state: "WAITING", problem: "452 4.2.2 Mailbox full" });
  expect(await secondsUntilRetry(full)).toBeGreaterThan(2);
  expect(await emailNow(known)).toMatchObject({ state: "SENT" });
  await mailbox.close();
});

test("an email waits while the mail server is down", async () => {
  const email = await queueEmail();
  await throughSmtp(`smtp://127.0.0.1:${await closedPort()}`, () => send(email));
  expect(await emailNow(email)).toMatchObject({
    state: "WAITING",
    attempts: 1,
    problem: "The mail server could not be reached.",
  });
});

test("an email waits while the mail server rejects the password", async () => {
  const mailbox = await startMailbox();
  const email = await queueEmail();
  await throughSmtp(mailbox.url.replace("//", "//me:hunter2@"), () => send(email));
  const waiting = await emailNow(email);
  expect(waiting).toMatchObject({ state: "WAITING", problem: expect.any(String) });
  expect(waiting?.problem).not.toContain("hunter2");
  await mailbox.close();
});

test("a remote mail server needs TLS, unless SMTP_URL says otherwise", async () => {
  const mailbox = await startMailbox();
  const elsewhere = mailbox.url.replace("127.0.0.1", "127.1");
  const [withTls, withoutTls] = [await queueEmail(), await queueEmail()];
  await throughSmtp(elsewhere, () => send(withTls));
  expect(await emailNow(withTls)).toMatchObject({
    state: "WAITING",
    problem: "The mail server does not support TLS.",
  });
  expect(mailbox.messages.all).toEqual([]);
  await throughSmtp(`${elsewhere}?requireTLS=false`, () => send(withoutTls));
  expect(await emailNow(withoutTls)).toMatchObject({ state: "SENT" });
  await mailbox.close();
});
