import { beforeEach, expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { emails } from "#db/schema/emails.ts";
import { completeEnvironment } from "#lib/config/index.ts";
import { Forbidden } from "#lib/errors.ts";
import { deliveryWarning } from "#lib/mail/delivery-warning.ts";
import { type EmailRow, emailsOfAccount, emailsQuery, listEmails } from "#lib/mail/list-emails.ts";
import { outgoingMailStatus } from "#lib/mail/outgoing-mail-status.ts";
import { MAIL_OFF, MAIL_ON } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import { asOwner } from "./owner.ts";
import { administrator, viewer } from "./people.ts";

completeEnvironment(MAIL_ON);

const ACCOUNT_ID = "00000000-0000-4000-8000-000000000001";

type Row = Partial<typeof emails.$inferInsert>;

const storeEmails = (rows: readonly Row[]) =>
  transaction((tx) =>
    tx
      .insert(emails)
      .values(
        rows.map((row) => ({
          kind: "test-email",
          accountId: ACCOUNT_ID,
          recipient: "a@example.com",
          templateData: {},
          ...row,
        })),
      )
      .returning({ id: emails.id }),
  );

beforeEach(async () => {
  await asOwner`DELETE FROM emails`;
  await asOwner`DELETE FROM email_pauses`;
});

async function listAll(parameters: Record<string, string> = {}): Promise<EmailRow[]> {
  const actor = await administrator();
  const rows: EmailRow[] = [];
  for (let before: string | undefined = ""; before !== undefined; ) {
    const page = await listEmails(actor, emailsQuery.parse({ ...parameters, ...(before && { before }) }));
    rows.push(...page.rows);
    before = page.next;
  }
  return rows;
}

test("emails are listed newest first, each once, even with equal times", async () => {
  const times = ["2026-11-02T14:30:00.123Z", "2026-11-02T14:30:00.124Z", "2026-11-02T14:30:00.999Z"];
  const added = await storeEmails(
    times.flatMap((at) => Array.from({ length: 45 }, () => ({ createdAt: new Date(at) }))),
  );
  const rows = await listAll();
  expect(rows.map(({ id }) => id).toSorted()).toEqual(added.map(({ id }) => id).toSorted());
  const rowTimes = rows.map(({ createdAt }) => createdAt.getTime());
  expect(rowTimes).toEqual(rowTimes.toSorted((one, other) => other - one));
  expect(rows[0]).toMatchObject({ label: "Test email", recipient: "a@example.com", state: "WAITING", attempts: 0 });
});

test("emails can be listed by state", async () => {
  await storeEmails([{ state: "SENT" }, { state: "FAILED", problem: "No such mailbox" }, { state: "FAILED" }, {}]);
  const failed = await listAll({ state: "FAILED" });
  expect(failed.map(({ state }) => state)).toEqual(["FAILED", "FAILED"]);
});

test.each([
  { state: "LOST" },
  { before: "1" },
  { before: "garbage" },
  { before: `1_${"-".repeat(36)}` },
  { before: `1_${"a".repeat(36)}` },
  { before: `99999999999999999_${ACCOUNT_ID}` },
  { before: ["1", "2"] },
])("invalid search parameters are rejected: %j", (parameters) => {
  expect(emailsQuery.safeParse(parameters).success).toBe(false);
});

test.each([`0_${ACCOUNT_ID}`, `9999999999999_${ACCOUNT_ID}`, `999999999999999_${ACCOUNT_ID}`])(
  "every accepted cursor returns a page: %s",
  async (before) => {
    await storeEmails([{}]);
    const parsed = emailsQuery.safeParse({ before });
    if (parsed.success) expect((await listEmails(await administrator(), parsed.data)).rows.length).toBeLessThan(2);
  },
);

test("an account's emails are only those about it", async () => {
  const other = "00000000-0000-4000-8000-000000000002";
  await storeEmails([{ kind: "account-activation" }, { accountId: other }, { kind: "unknown kind" }]);
  const actor = await administrator();
  const listed = await emailsOfAccount(actor, ACCOUNT_ID);
  expect(listed.map(({ label }) => label).toSorted()).toEqual(["Account activation", "unknown kind"]);
  expect(await emailsOfAccount(actor, "garbage")).toEqual([]);
});

test("the status shows transport, counts and pause, without secrets", async () => {
  await storeEmails([{}, {}, { state: "FAILED" }, { state: "SENT" }, { state: "CANCELLED" }]);
  await storeEmails([{ state: "SENT", createdAt: new Date(Date.now() - 25 * 3_600_000) }]);
  const actor = await administrator();
  const counts = { waiting: 2, failed: 1, sentToday: 1, pausedUntil: undefined };
  const smtp = { SMTP_URL: "smtps://me:hunter2@mail.example.com:465" };
  expect(await withEnvironment(smtp, () => outgoingMailStatus(actor))).toEqual({
    transport: "SMTP, mail.example.com:465",
    from: MAIL_ON.MAIL_FROM,
    ...counts,
  });
  const resend = { SMTP_URL: "", RESEND_API_KEY: "re_hunter2" };
  expect(await withEnvironment(resend, () => outgoingMailStatus(actor))).toMatchObject({ transport: "Resend" });
  expect(await withEnvironment(MAIL_OFF, () => outgoingMailStatus(actor))).toMatchObject({
    transport: undefined,
    from: undefined,
    ...counts,
  });
  await asOwner`INSERT INTO email_pauses (until) VALUES (now() - interval '1 second')`;
  expect(await outgoingMailStatus(actor)).toMatchObject({ pausedUntil: undefined });
  await asOwner`UPDATE email_pauses SET until = now() + interval '1 hour'`;
  const { pausedUntil } = await outgoingMailStatus(actor);
  expect(Math.abs(Number(pausedUntil) - Date.now() - 3_600_000)).toBeLessThan(60_000);
});

test("only administrators are warned of failing emails", async () => {
  const [actor, other] = [await administrator(), await viewer()];
  await storeEmails([
    {},
    { state: "SENT", problem: "was late" },
    { state: "CANCELLED", problem: "The account was deleted." },
  ]);
  expect(await deliveryWarning(actor)).toBeUndefined();
  await storeEmails([{ problem: "500: Not now" }, { state: "FAILED", problem: "No such mailbox" }]);
  expect(await deliveryWarning(actor)).toEqual({ failed: 1, delayed: 1 });
  expect(await deliveryWarning(other)).toBeUndefined();
  expect(await withEnvironment(MAIL_OFF, () => deliveryWarning(actor))).toBeUndefined();
});

test("only administrators can list emails", async () => {
  const actor = await viewer();
  await expect(listEmails(actor, {})).rejects.toBeInstanceOf(Forbidden);
  await expect(emailsOfAccount(actor, ACCOUNT_ID)).rejects.toBeInstanceOf(Forbidden);
  await expect(outgoingMailStatus(actor)).rejects.toBeInstanceOf(Forbidden);
});

test("the list contains no token and no template data", async () => {
  await storeEmails([{ encryptedToken: "encrypted:token:here", templateData: { firstName: "Zoë" } }]);
  expect(JSON.stringify(await listAll())).not.toMatch(/encrypted|Zoë/);
});
