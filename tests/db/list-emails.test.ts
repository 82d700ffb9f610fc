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

const SOMEBODY = "00000000-0000-4000-8000-000000000001";

type Row = Partial<typeof emails.$inferInsert>;

const stored = (rows: readonly Row[]) =>
  transaction((tx) =>
    tx
      .insert(emails)
      .values(
        rows.map((row) => ({
          kind: "test-email",
          accountId: SOMEBODY,
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

async function walk(parameters: Record<string, string> = {}): Promise<EmailRow[]> {
  const actor = await administrator();
  const rows: EmailRow[] = [];
  for (let before: string | undefined = ""; before !== undefined; ) {
    const page = await listEmails(actor, emailsQuery.parse({ ...parameters, ...(before && { before }) }));
    rows.push(...page.rows);
    before = page.next;
  }
  return rows;
}

test("mails are listed newest first, each on one page, also when many were queued in the same moment", async () => {
  const moments = ["2026-11-02T14:30:00.123Z", "2026-11-02T14:30:00.124Z", "2026-11-02T14:30:00.999Z"];
  const added = await stored(moments.flatMap((at) => Array.from({ length: 45 }, () => ({ createdAt: new Date(at) }))));
  const rows = await walk();
  expect(rows.map(({ id }) => id).toSorted()).toEqual(added.map(({ id }) => id).toSorted());
  const times = rows.map(({ createdAt }) => createdAt.getTime());
  expect(times).toEqual(times.toSorted((one, other) => other - one));
  expect(rows[0]).toMatchObject({ label: "Test email", recipient: "a@example.com", state: "WAITING", attempts: 0 });
});

test("mails can be listed by their state", async () => {
  await stored([{ state: "SENT" }, { state: "FAILED", problem: "No such mailbox" }, { state: "FAILED" }, {}]);
  const failed = await walk({ state: "FAILED" });
  expect(failed.map(({ state }) => state)).toEqual(["FAILED", "FAILED"]);
});

test.each([
  { state: "LOST" },
  { before: "1" },
  { before: "garbage" },
  { before: `1_${"-".repeat(36)}` },
  { before: `1_${"a".repeat(36)}` },
  { before: `99999999999999999_${SOMEBODY}` },
  { before: ["1", "2"] },
])("an address of the list that nobody of ours wrote is refused: %j", (parameters) => {
  expect(emailsQuery.safeParse(parameters).success).toBe(false);
});

test.each([`0_${SOMEBODY}`, `9999999999999_${SOMEBODY}`, `999999999999999_${SOMEBODY}`])(
  "whatever page an address names that is taken, there is one: %s",
  async (before) => {
    await stored([{}]);
    const parsed = emailsQuery.safeParse({ before });
    if (parsed.success) expect((await listEmails(await administrator(), parsed.data)).rows.length).toBeLessThan(2);
  },
);

test("an account's page shows the newest mails about it, and no other", async () => {
  const other = "00000000-0000-4000-8000-000000000002";
  await stored([{ kind: "account-activation" }, { accountId: other }, { kind: "of another version" }]);
  const actor = await administrator();
  const shown = await emailsOfAccount(actor, SOMEBODY);
  expect(shown.map(({ label }) => label).toSorted()).toEqual(["Account activation", "of another version"]);
  expect(await emailsOfAccount(actor, "garbage")).toEqual([]);
});

test("the overview tells how mails go out without a secret, what waits, what failed, and until when there is a pause", async () => {
  await stored([{}, {}, { state: "FAILED" }, { state: "SENT" }, { state: "CANCELLED" }]);
  await stored([{ state: "SENT", createdAt: new Date(Date.now() - 25 * 3_600_000) }]);
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

test("administrators, and nobody else, are told when mails have been failing", async () => {
  const [actor, other] = [await administrator(), await viewer()];
  await stored([
    {},
    { state: "SENT", problem: "was late" },
    { state: "CANCELLED", problem: "The account was deleted." },
  ]);
  expect(await deliveryWarning(actor)).toBeUndefined();
  await stored([{ problem: "500: Not now" }, { state: "FAILED", problem: "No such mailbox" }]);
  expect(await deliveryWarning(actor)).toEqual({ failed: 1, delayed: 1 });
  expect(await deliveryWarning(other)).toBeUndefined();
  expect(await withEnvironment(MAIL_OFF, () => deliveryWarning(actor))).toBeUndefined();
});

test("only administrators see mails", async () => {
  const actor = await viewer();
  await expect(listEmails(actor, {})).rejects.toBeInstanceOf(Forbidden);
  await expect(emailsOfAccount(actor, SOMEBODY)).rejects.toBeInstanceOf(Forbidden);
  await expect(outgoingMailStatus(actor)).rejects.toBeInstanceOf(Forbidden);
});

test("a list of mails holds no secret, sealed or not", async () => {
  await stored([{ encryptedToken: "sealed:secret:here", templateData: { firstName: "Zoë" } }]);
  expect(JSON.stringify(await walk())).not.toMatch(/sealed|Zoë/);
});
