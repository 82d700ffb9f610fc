import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { resetPassword } from "#lib/recovery/issue-single-use-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { WITH_DELAYS, withEnvironment } from "./environment.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  expiredAccount,
  invitedAccount,
  lockedAccount,
  PASSWORD,
  type TestAccount,
} from "./people.ts";
import { credentialsNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

const tryIn = ({ email }: Pick<TestAccount, "email">, password = PASSWORD, source = anonymousSource()) =>
  signIn({ email, password }, source);

test("the right password opens a session that knows where it came from", async () => {
  const account = await activeAccount();
  const source = anonymousSource();
  const before = await credentialsNow(account.id);
  const outcome = await tryIn(account, PASSWORD, source);

  const [session] = await sessionsNow(account.id);
  expect(outcome).toEqual({ signedIn: true, sessionToken: expect.any(String), accountId: account.id });
  expect(session).toMatchObject({ ...source, tokenHash: outcome.signedIn && hashToken(outcome.sessionToken) });
  expect(await eventsAbout(account.id)).toMatchObject([
    { event: "signed_in", outcome: "success", actorId: account.id, address: source.address },
  ]);
  expect(Number((await credentialsNow(account.id)).lastSignInAt)).toBeGreaterThan(Number(before.lastSignInAt));
});

test("a session's secret has 256 bits, and only its hash is stored", async () => {
  const outcome = await tryIn(await activeAccount());
  const secret = outcome.signedIn ? outcome.sessionToken : "";
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect(JSON.stringify(await everything())).not.toContain(secret);
});

test("the e-mail may be typed in any case and with spaces around it", async () => {
  const account = await activeAccount({ email: "case.aside@example.com" });
  for (const email of ["Case.Aside@Example.COM", "  case.aside@example.com ", "case.aside＠example.com"])
    expect(await tryIn({ email }), email).toMatchObject({ signedIn: true });
  expect(await sessionsNow(account.id)).toHaveLength(3);
});

test("the session that the browser had before ends", async () => {
  const account = await activeAccount();
  const first = await tryIn(account);
  const firstSecret = first.signedIn ? first.sessionToken : "";
  await signIn({ email: account.email, password: PASSWORD }, anonymousSource(), { sessionToken: firstSecret });
  const left = await sessionsNow(account.id);
  expect(left).toHaveLength(1);
  expect(left[0]?.tokenHash).not.toBe(hashToken(firstSecret));
});

test("a refused sign-in leaves the session that the browser had", async () => {
  const account = await activeAccount();
  const first = await tryIn(account);
  await signIn({ email: account.email, password: "wrong" }, anonymousSource(), first.signedIn ? first : {});
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("sessions end absolutely after the hours that the setting says", async () => {
  const account = await activeAccount();
  await withEnvironment({ SESSION_MAX_HOURS: "3" }, () => tryIn(account));
  const [session] = await sessionsNow(account.id);
  expect(Number(session?.expiresAt) - Number(session?.createdAt)).toBe(3 * 3_600_000);
});

test("sessions that are over are forgotten at the next sign-in", async () => {
  const account = await activeAccount();
  await tryIn(account);
  await transaction((tx) =>
    tx.update(sessions).set({ expiresAt: sql`now() - interval '1 second'` }).where(eq(sessions.accountId, account.id)),
  );
  await tryIn(account);
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("a single-use password opens any number of sessions, none of which outlives it", async () => {
  const invited = await invitedAccount();
  await withEnvironment({ SESSION_MAX_HOURS: "720" }, async () => {
    expect(await tryIn(invited)).toMatchObject({ signedIn: true });
    expect(await tryIn(invited)).toMatchObject({ signedIn: true });
  });
  const { singleUseExpiresAt } = await credentialsNow(invited.id);
  expect((await sessionsNow(invited.id)).map(({ expiresAt }) => expiresAt)).toEqual([
    singleUseExpiresAt,
    singleUseExpiresAt,
  ]);
});

test("unknown, wrong, locked, expired and without a password are answered alike, try after try", async () => {
  const [active, locked, expired, empty] = [
    await activeAccount(),
    await lockedAccount(),
    await expiredAccount(),
    await accountWithoutPassword(),
  ];
  const fourTimes = async (email: string, password: string) => {
    const answers = [];
    for (let turn = 0; turn < 4; turn++) answers.push(await tryIn({ email }, password));
    return answers;
  };
  await withEnvironment(WITH_DELAYS, async () => {
    const unknown = await fourTimes("nobody.here@example.com", PASSWORD);
    expect(unknown.map((answer) => !answer.signedIn && answer.pauseMs)).toEqual([0, 0, 1000, 2000]);
    const others = await Promise.all([
      fourTimes(active.email, "wrong"),
      fourTimes(locked.email, "wrong"),
      fourTimes((await lockedAccount()).email, PASSWORD),
      fourTimes(expired.email, PASSWORD),
      fourTimes(empty.email, PASSWORD),
    ]);
    expect(others).toEqual(others.map(() => unknown));
  });
});

test.each([
  [`${"x".repeat(72)}A`, `${"x".repeat(72)}B`],
  [`${"é".repeat(39)}a`, `${"é".repeat(39)}b`],
  [`${"😀".repeat(126)}ok`, `${"😀".repeat(126)}o`],
])("a long password counts to its last character", async (right, wrong) => {
  const account = await activeAccount();
  await resetPassword(await administrator(), account.id, right);
  expect(await tryIn(account, wrong)).toMatchObject({ signedIn: false });
  expect(await tryIn(account, right)).toMatchObject({ signedIn: true });
});

test("a password opens the account composed and decomposed alike", async () => {
  const account = await activeAccount();
  await resetPassword(await administrator(), account.id, "crème brûlée".normalize("NFC"));
  expect(await tryIn(account, "crème brûlée".normalize("NFD"))).toMatchObject({ signedIn: true });
});

test("a password of the greatest length opens the account decomposed too", async () => {
  const account = await activeAccount();
  const longest = "éà".repeat(64);
  await resetPassword(await administrator(), account.id, longest.normalize("NFC"));
  expect(await tryIn(account, longest.normalize("NFD"))).toMatchObject({ signedIn: true });
});

test("spaces around a password and its case matter", async () => {
  const account = await activeAccount();
  await resetPassword(await administrator(), account.id, "Trailing Space ");
  for (const nearly of ["Trailing Space", " Trailing Space ", "trailing space "])
    expect(await tryIn(account, nearly)).toMatchObject({ signedIn: false });
  expect(await tryIn(account, "Trailing Space ")).toMatchObject({ signedIn: true });
});

const NO_CREDENTIALS: unknown[] = [
  undefined,
  null,
  "",
  "   ",
  42,
  true,
  [],
  ["a@example.com"],
  { $gt: 0 },
  { toString: () => "a" },
  "nul\0byte",
  "x".repeat(1_000_000),
];

test.each(NO_CREDENTIALS.map((value) => [typeof value, JSON.stringify(value)?.slice(0, 20), value]))(
  "what is no credential (%s %s) is refused like a wrong one, and not counted",
  async (_type, _shown, value) => {
    const account = await activeAccount();
    const before = await everything();
    const refused = { signedIn: false, pauseMs: 0 };
    expect(await signIn({ email: value, password: PASSWORD }, anonymousSource())).toEqual(refused);
    expect(await signIn({ email: account.email, password: value }, anonymousSource())).toEqual(refused);
    expect(await everything()).toEqual(before);
  },
);

test("what somebody typed in place of an e-mail is not in the database", async () => {
  const canary = "my-secret-canary-77";
  for (const email of [canary, `${canary}@nowhere.example`, `"${canary}"@x@y`]) {
    expect(await signIn({ email, password: "irrelevant" }, anonymousSource())).toMatchObject({ signedIn: false });
  }
  const stored = JSON.stringify([await everything(), await read((db) => db.execute(sql`SELECT * FROM rate_limits`))]);
  expect(stored).not.toContain("canary");
});

test("a refused sign-in at an unknown address is recorded under a digest that two tries share", async () => {
  const source = anonymousSource();
  await signIn({ email: "Ghost@example.com", password: "irrelevant" }, source);
  await signIn({ email: "ghost@example.com", password: "irrelevant" }, source);
  const events = await read((db) =>
    db.execute<{ event: string; target_label: string }>(
      sql`SELECT event, target_label, target_id FROM audit_events WHERE address = ${source.address}`,
    ),
  );
  expect(events).toMatchObject([
    { event: "sign_in_failed", target_id: null, target_label: expect.stringMatching(/^unknown email #[\w-]{22}$/) },
    { target_label: events[0]?.target_label },
  ]);
});
