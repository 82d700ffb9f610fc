import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { transaction } from "#db/client.ts";
import { drainQueue } from "#lib/background/worker.ts";
import { outgoingMailStatus } from "#lib/mail/outgoing-mail-status.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { sendEmail } from "#lib/mail/send-email.ts";
import { FULL_HOST, openMailbox, UNKNOWN_HOST } from "#tests/mail/mailbox.ts";
import { type Answer, refusal } from "#tests/mail/provider.ts";
import { MAIL_OFF, SENDER, sendToProvider } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner, onTheSide } from "./owner.ts";
import { activeAccount, administrator } from "./people.ts";
import { emailsAbout, jobsNow } from "./queries.ts";

const provider = await sendToProvider();

const throttled = (after?: string): Answer => ({
  ...refusal(429, "rate_limit_exceeded", "Too many requests"),
  ...(after && { headers: { "retry-after": after } }),
});

const NOT_NOW = refusal(500, "application_error", "Not now");

afterEach(async () => {
  provider.answer(() => undefined);
  vi.restoreAllMocks();
  await asOwner`DELETE FROM email_pauses`;
  await asOwner`DELETE FROM emails`;
  await asOwner`DELETE FROM graphile_worker._private_jobs`;
});

async function queued(host = "example.com") {
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
  const [mail] = await emailsAbout(accountId);
  if (!mail) throw new Error("No mail was queued.");
  return mail;
}

type Mail = Awaited<ReturnType<typeof queued>>;

const send = ({ id }: Mail) => sendEmail({ emailId: id });

const now = async ({ id, accountId }: Mail) => (await emailsAbout(accountId)).find((mail) => mail.id === id);

const requestsFor = ({ id }: Mail) => provider.requests.filter(({ key }) => key.startsWith(id));

/** In how many seconds a mail is tried next. */
async function nextTryIn({ id }: Mail): Promise<number> {
  const [job] = await onTheSide`
    SELECT extract(epoch FROM run_at - now())::float8 AS seconds FROM graphile_worker.jobs WHERE key = ${`email:${id}`}`;
  if (!job) throw new Error("The mail is not to be tried again.");
  return job.seconds;
}

async function pauseLeft(): Promise<number | undefined> {
  const [pause] = await onTheSide`SELECT extract(epoch FROM until - now())::float8 AS seconds FROM email_pauses`;
  return pause?.seconds;
}

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const throughSmtp = <T>(url: string, work: () => Promise<T>) =>
  withEnvironment({ ...MAIL_OFF, MAIL_FROM: SENDER, SMTP_URL: url }, work);

test("a mail reaches the provider with its sender, both bodies and a key, and the same to the byte at every try", async () => {
  const mail = await queued();
  provider.answer(() => NOT_NOW);
  await send(mail);
  provider.answer(() => undefined);
  await send(mail);
  const [first, second] = requestsFor(mail);
  expect(first).toMatchObject({
    key: `${mail.id}/1`,
    letter: {
      from: SENDER,
      to: mail.recipient,
      subject: expect.stringContaining("Test email"),
      text: expect.stringContaining("Hello Some"),
      html: expect.stringContaining("<html"),
    },
  });
  expect({ ...second, at: 0 }).toEqual({ ...first, at: 0 });
  expect(provider.letters.to(mail.recipient)).toHaveLength(1);
});

test.each([
  ["fails", () => NOT_NOW, "500: Not now"],
  ["is overloaded", () => refusal(503, "unavailable", "Busy"), "503: Busy"],
  [
    "is at work on an earlier try",
    () => refusal(409, "concurrent_idempotent_requests", "In progress"),
    "409: In progress",
  ],
  ["gave up waiting", () => refusal(408, "timeout", "Too slow"), "408: Too slow"],
] as const)("a mail waits, with the reason, while the provider %s", async (_what, answer, problem) => {
  const mail = await queued();
  provider.answer(answer);
  await send(mail);
  expect(await now(mail)).toMatchObject({
    state: "WAITING",
    attempts: 1,
    problem,
    leasedUntil: null,
    completedAt: null,
  });
  expect(await nextTryIn(mail)).toBeGreaterThan(2);
  provider.answer(() => undefined);
  await send(mail);
  expect(await now(mail)).toMatchObject({ state: "SENT", problem: null });
});

test("a mail waits while the provider does not answer, and no transaction is open meanwhile", async () => {
  const mail = await queued();
  const giveUp = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(giveUp.signal);
  provider.answer(() => "hang");
  const sending = send(mail);
  await expect.poll(() => requestsFor(mail), { interval: 5 }).toHaveLength(1);
  const open = await onTheSide`SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'gatehouse' AND xact_start IS NOT NULL`;
  expect(open).toEqual([]);
  giveUp.abort();
  await sending;
  expect(timeout).toHaveBeenCalledWith(30_000);
  expect(await now(mail)).toMatchObject({ state: "WAITING", problem: "The provider did not respond in time." });
});

test("a mail waits while the provider cannot be reached", async () => {
  const mail = await queued();
  const address = `http://127.0.0.1:${await closedPort()}`;
  await withEnvironment({ RESEND_BASE_URL: address }, () => send(mail));
  expect(await now(mail)).toMatchObject({ state: "WAITING", problem: "The provider could not be reached." });
  expect(await nextTryIn(mail)).toBeGreaterThan(2);
});

test("each failure is waited out twice as long as the one before, with chance in it", async () => {
  const mail = await queued();
  provider.answer(() => NOT_NOW);
  for (const longest of [5, 10, 20, 40, 80]) {
    await send(mail);
    const wait = await nextTryIn(mail);
    expect(wait).toBeGreaterThan(longest / 2 - 1);
    expect(wait).toBeLessThanOrEqual(longest);
  }
});

test("a provider that asks everybody to wait is left in peace, nothing fails by it, and what waited comes back spread", async () => {
  const emails = await Promise.all(Array.from({ length: 40 }, () => queued()));
  const [first, ...others] = emails as [Mail, ...Mail[]];
  provider.answer(() => throttled("60"));
  await send(first);
  expect(requestsFor(first)).toHaveLength(1);
  expect(await pauseLeft()).toBeGreaterThan(55);
  const asked = provider.requests.length;

  await drainQueue();
  expect(provider.requests).toHaveLength(asked);
  const waits = await Promise.all(others.map(nextTryIn));
  for (const wait of [...waits, await nextTryIn(first)]) {
    expect(wait).toBeGreaterThan(55);
    expect(wait).toBeLessThan(71);
  }
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(5);
  expect(await now(first)).toMatchObject({ state: "WAITING", problem: "429: Too many requests" });
  for (const mail of others) expect(await now(mail)).toMatchObject({ state: "WAITING", attempts: 0, problem: null });
  expect((await outgoingMailStatus(await administrator())).pausedUntil?.getTime()).toBeGreaterThan(Date.now());

  provider.answer(() => undefined);
  await asOwner`UPDATE email_pauses SET until = now() - interval '1 second'`;
  await asOwner`UPDATE graphile_worker._private_jobs SET run_at = now()`;
  await drainQueue();
  for (const mail of emails) expect(provider.letters.to(mail.recipient)).toHaveLength(1);
  await expect.poll(jobsNow, { interval: 5 }).toEqual([]);
});

test.each([
  ["says no time", throttled(), 60],
  ["says a time that is none", throttled("1.5 minutes"), 60],
  ["asks for a day", throttled("86400"), 3600],
  ["asks while failing", { ...NOT_NOW, headers: { "retry-after": "120" } }, 120],
] as const)("a provider that %s is left in peace for a time that makes sense", async (_what, answer, seconds) => {
  const mail = await queued();
  provider.answer(() => answer);
  await send(mail);
  for (const left of [await pauseLeft(), await nextTryIn(mail)]) {
    expect(left).toBeGreaterThan(seconds - 5);
    expect(left).toBeLessThanOrEqual(seconds);
  }
});

test("a shorter pause does not cut a longer one short", async () => {
  const [one, other] = [await queued(), await queued()];
  provider.answer(({ key }) => throttled(key.startsWith(one.id) ? "600" : "10"));
  await Promise.all([send(one), send(other)]);
  expect(await pauseLeft()).toBeGreaterThan(590);
});

test.each([
  [422, "validation_error", "Invalid `to` field"],
  [403, "validation_error", "The domain is not verified"],
  [400, "validation_error", "Bad request"],
  [409, "invalid_idempotent_request", "Same key, other mail"],
])(
  "a mail that the provider refuses for good (%d) fails at once, with its reason, and the rest flows",
  async (status, name, message) => {
    const [before, poison, after] = [await queued(), await queued(), await queued()];
    provider.answer(({ key }) => (key.startsWith(poison.id) ? refusal(status, name, message) : undefined));
    await drainQueue();
    const failed = { state: "FAILED", problem: `${status}: ${message}`, attempts: 1, completedAt: expect.any(Date) };
    expect(await now(poison)).toMatchObject(failed);
    expect([await now(before), await now(after)]).toMatchObject([{ state: "SENT" }, { state: "SENT" }]);
    await expect.poll(jobsNow, { interval: 5 }).toEqual([]);
    await drainQueue();
    expect(requestsFor(poison)).toHaveLength(1);
  },
);

test("however much a provider says, what is kept of it is short", async () => {
  const mail = await queued();
  provider.answer(() => refusal(422, "validation_error", "x".repeat(10_000)));
  await send(mail);
  expect((await now(mail))?.problem).toHaveLength(500);
});

test("a mail is given up when a provider that knows keys for a day would soon forget its key", async () => {
  const [late, early] = [await queued(), await queued()];
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '23 hours' + interval '2 seconds' WHERE id = ${late.id}`;
  await asOwner`UPDATE emails SET cycle_started_at = now() - interval '22 hours 59 minutes' WHERE id = ${early.id}`;
  provider.answer(() => NOT_NOW);
  for (const mail of [late, early]) await send(mail);
  expect(await now(late)).toMatchObject({ state: "FAILED", problem: "Gave up after 23 hours. 500: Not now" });
  expect(await now(early)).toMatchObject({ state: "WAITING" });
  await expect(nextTryIn(late)).rejects.toThrow("not to be tried");
});

test("a mail goes through a mail server, once under one Message-ID", async () => {
  const mailbox = await openMailbox();
  const mail = await queued();
  await throughSmtp(mailbox.url, () => send(mail));
  expect(mailbox.letters.to(mail.recipient)).toMatchObject([
    {
      from: expect.stringContaining("gatehouse@example.com"),
      text: expect.stringContaining("Hello Some"),
      messageId: `<${mail.id}.1@example.com>`,
    },
  ]);
  expect(await now(mail)).toMatchObject({ state: "SENT" });
  await mailbox.close();
});

test("a mailbox that a mail server does not know fails at once, with its reason; one that is full is tried again", async () => {
  const mailbox = await openMailbox();
  const [unknown, full, known] = [await queued(UNKNOWN_HOST), await queued(FULL_HOST), await queued()];
  await throughSmtp(mailbox.url, drainQueue);
  expect(await now(unknown)).toMatchObject({ state: "FAILED", problem: "550 5.1.1 No such mailbox" });
  expect(await now(full)).toMatchObject({ state: "WAITING", problem: "452 4.2.2 Mailbox full" });
  expect(await nextTryIn(full)).toBeGreaterThan(2);
  expect(await now(known)).toMatchObject({ state: "SENT" });
  await mailbox.close();
});

test("a mail waits while the mail server is down", async () => {
  const mail = await queued();
  await throughSmtp(`smtp://127.0.0.1:${await closedPort()}`, () => send(mail));
  expect(await now(mail)).toMatchObject({
    state: "WAITING",
    attempts: 1,
    problem: "The mail server could not be reached.",
  });
});

test("a mail waits while the mail server does not accept the password, which is not repeated", async () => {
  const mailbox = await openMailbox();
  const mail = await queued();
  await throughSmtp(mailbox.url.replace("//", "//me:hunter2@"), () => send(mail));
  const waiting = await now(mail);
  expect(waiting).toMatchObject({ state: "WAITING", problem: expect.any(String) });
  expect(waiting?.problem).not.toContain("hunter2");
  await mailbox.close();
});

test("outside this machine nothing is mailed without encryption, unless the address allows it", async () => {
  const mailbox = await openMailbox();
  const elsewhere = mailbox.url.replace("127.0.0.1", "127.1");
  const [kept, allowed] = [await queued(), await queued()];
  await throughSmtp(elsewhere, () => send(kept));
  expect(await now(kept)).toMatchObject({
    state: "WAITING",
    problem: "The mail server does not support TLS.",
  });
  expect(mailbox.letters.all).toEqual([]);
  await throughSmtp(`${elsewhere}?requireTLS=false`, () => send(allowed));
  expect(await now(allowed)).toMatchObject({ state: "SENT" });
  await mailbox.close();
});
