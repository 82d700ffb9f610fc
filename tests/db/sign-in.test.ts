import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { WITH_DELAYS, withEnvironment } from "./environment.ts";
import {
  accountWithExpiredPassword,
  accountWithoutPassword,
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  lockedAccount,
  PASSWORD,
  type TestAccount,
} from "./people.ts";
import { credentialsNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

const attempt = ({ email }: Pick<TestAccount, "email">, password = PASSWORD, source = anonymousSource()) =>
  signIn({ email, password }, source);

test("the correct password creates a session that records its source", async () => {
  const account = await activeAccount();
  const source = anonymousSource();
  const before = await credentialsNow(account.id);
  const outcome = await attempt(account, PASSWORD, source);

  const [session] = await sessionsNow(account.id);
  expect(outcome).toEqual({ signedIn: true, sessionToken: expect.any(String), accountId: account.id });
  expect(session).toMatchObject({ ...source, tokenHash: outcome.signedIn && hashToken(outcome.sessionToken) });
  expect(await eventsAbout(account.id)).toMatchObject([
    { event: "signed_in", outcome: "success", actorId: account.id, address: source.address },
  ]);
  expect(Number((await credentialsNow(account.id)).lastSignInAt)).toBeGreaterThan(Number(before.lastSignInAt));
});

test("a session token has 256 bits, and only its hash is stored", async () => {
  const outcome = await attempt(await activeAccount());
  const sessionToken = outcome.signedIn ? outcome.sessionToken : "";
  expect(Buffer.from(sessionToken, "base64url")).toHaveLength(32);
  expect(JSON.stringify(await everything())).not.toContain(sessionToken);
});

test("case and spaces around the email do not matter", async () => {
  const account = await activeAccount({ email: "case.aside@example.com" });
  for (const email of ["Case.Aside@Example.COM", "  case.aside@example.com ", "case.aside＠example.com"])
    expect(await attempt({ email }), email).toMatchObject({ signedIn: true });
  expect(await sessionsNow(account.id)).toHaveLength(3);
});

test("a sign-in revokes the browser's previous session", async () => {
  const account = await activeAccount();
  const first = await attempt(account);
  const firstToken = first.signedIn ? first.sessionToken : "";
  await signIn({ email: account.email, password: PASSWORD }, anonymousSource(), { sessionToken: firstToken });
  const remaining = await sessionsNow(account.id);
  expect(remaining).toHaveLength(1);
  expect(remaining[0]?.tokenHash).not.toBe(hashToken(firstToken));
});

test("a refused sign-in keeps the browser's session", async () => {
  const account = await activeAccount();
  const first = await attempt(account);
  await signIn({ email: account.email, password: "wrong" }, anonymousSource(), first.signedIn ? first : {});
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("SESSION_MAX_HOURS decides when a session expires", async () => {
  const account = await activeAccount();
  await withEnvironment({ SESSION_MAX_HOURS: "3" }, () => attempt(account));
  const [session] = await sessionsNow(account.id);
  expect(Number(session?.expiresAt) - Number(session?.createdAt)).toBe(3 * 3_600_000);
});

test("a sign-in deletes the account's expired sessions", async () => {
  const account = await activeAccount();
  await attempt(account);
  await transaction((tx) =>
    tx.update(sessions).set({ expiresAt: sql`now() - interval '1 second'` }).where(eq(sessions.accountId, account.id)),
  );
  await attempt(account);
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("no session outlives the single-use password that created it", async () => {
  const invited = await accountWithSingleUsePassword();
  await withEnvironment({ SESSION_MAX_HOURS: "720" }, async () => {
    expect(await attempt(invited)).toMatchObject({ signedIn: true });
    expect(await attempt(invited)).toMatchObject({ signedIn: true });
  });
  const { singleUseExpiresAt } = await credentialsNow(invited.id);
  expect((await sessionsNow(invited.id)).map(({ expiresAt }) => expiresAt)).toEqual([
    singleUseExpiresAt,
    singleUseExpiresAt,
  ]);
});

test("unknown, wrong, locked, expired and missing passwords get the same responses", async () => {
  const [active, locked, expired, withoutPassword] = [
    await activeAccount(),
    await lockedAccount(),
    await accountWithExpiredPassword(),
    await accountWithoutPassword(),
  ];
  const fourTimes = async (email: string, password: string) => {
    const answers = [];
    for (let turn = 0; turn < 4; turn++) answers.push(await attempt({ email }, password));
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
      fourTimes(withoutPassword.email, PASSWORD),
    ]);
    expect(others).toEqual(others.map(() => unknown));
  });
});

test.each([
  [`${"x".repeat(72)}A`, `${"x".repeat(72)}B`],
  [`${"é".repeat(39)}a`, `${"é".repeat(39)}b`],
  [`${"😀".repeat(126)}ok`, `${"😀".repeat(126)}o`],
])("every character of a long password counts", async (right, wrong) => {
  const account = await activeAccount();
  await issueSingleUsePassword(await administrator(), account.id, right);
  expect(await attempt(account, wrong)).toMatchObject({ signedIn: false });
  expect(await attempt(account, right)).toMatchObject({ signedIn: true });
});

test("composed and decomposed spellings are one password", async () => {
  const account = await activeAccount();
  await issueSingleUsePassword(await administrator(), account.id, "crème brûlée".normalize("NFC"));
  expect(await attempt(account, "crème brûlée".normalize("NFD"))).toMatchObject({ signedIn: true });
});

test("a decomposed password of the maximum length is accepted", async () => {
  const account = await activeAccount();
  const longest = "éà".repeat(64);
  await issueSingleUsePassword(await administrator(), account.id, longest.normalize("NFC"));
  expect(await attempt(account, longest.normalize("NFD"))).toMatchObject({ signedIn: true });
});

test("case and spaces around a password matter", async () => {
  const account = await activeAccount();
  await issueSingleUsePassword(await administrator(), account.id, "Trailing Space ");
  for (const similar of ["Trailing Space", " Trailing Space ", "trailing space "])
    expect(await attempt(account, similar)).toMatchObject({ signedIn: false });
  expect(await attempt(account, "Trailing Space ")).toMatchObject({ signedIn: true });
});

const MALFORMED_CREDENTIALS: unknown[] = [
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

test.each(MALFORMED_CREDENTIALS.map((value) => [typeof value, JSON.stringify(value)?.slice(0, 20), value]))(
  "malformed credentials (%s %s) are refused and not counted",
  async (_type, _shown, value) => {
    const account = await activeAccount();
    const before = await everything();
    const rejection = { signedIn: false, pauseMs: 0 };
    expect(await signIn({ email: value, password: PASSWORD }, anonymousSource())).toEqual(rejection);
    expect(await signIn({ email: account.email, password: value }, anonymousSource())).toEqual(rejection);
    expect(await everything()).toEqual(before);
  },
);

test("text that was typed as an email is not stored", async () => {
  const canary = "my-secret-canary-77";
  for (const email of [canary, `${canary}@nowhere.example`, `"${canary}"@x@y`]) {
    expect(await signIn({ email, password: "irrelevant" }, anonymousSource())).toMatchObject({ signedIn: false });
  }
  const stored = JSON.stringify([await everything(), await read((db) => db.execute(sql`SELECT * FROM rate_limits`))]);
  expect(stored).not.toContain("canary");
});

test("refused sign-ins with an unknown email are recorded under one digest", async () => {
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
