import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { config } from "#lib/config/index.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { comparePassword, hashPassword } from "#lib/passwords/password-hash.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { withEnvironment } from "./environment.ts";
import { accountWithExpiredPassword, activeAccount, anonymousSource, lockedAccount, PASSWORD } from "./people.ts";
import { credentialsNow } from "./queries.ts";

const STORED_HASH = /^hmac-sha384\+bcrypt:[\w-]{8}:\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

const costOf = (stored: string | null) => Number(STORED_HASH.exec(stored ?? "")?.[1]);
const keyIdOf = (stored: string | null) => stored?.split(":")[1];

const canSignIn = async (email: string) => (await signIn({ email, password: PASSWORD }, anonymousSource())).signedIn;

const rotatedSecrets = () => [randomBytes(33).toString("base64"), ...config().authSecrets].join(",");

test("every stored hash names its scheme, key and cost", async () => {
  await activeAccount();
  await lockedAccount();
  await accountWithExpiredPassword();
  const rows = await read((db) => db.execute<{ password_hash: string }>(sql`SELECT password_hash FROM credentials`));
  expect(rows.length).toBeGreaterThan(2);
  for (const { password_hash } of rows) expect(password_hash).toMatch(STORED_HASH);
});

test("a sign-in rehashes a password of another cost", async () => {
  const account = await activeAccount();
  await withEnvironment({ BCRYPT_COST: "10" }, async () => {
    expect(await canSignIn(account.email)).toBe(true);
    expect(costOf((await credentialsNow(account.id)).passwordHash)).toBe(10);
    expect(await canSignIn(account.email)).toBe(true);
  });
});

test("rehashing keeps the credential version", async () => {
  const account = await activeAccount();
  const before = await credentialsNow(account.id);
  await withEnvironment({ BCRYPT_COST: "10" }, () => canSignIn(account.email));
  expect((await credentialsNow(account.id)).version).toBe(before.version);
});

test("a refused sign-in rehashes nothing", async () => {
  const locked = await lockedAccount();
  const before = await credentialsNow(locked.id);
  await withEnvironment({ BCRYPT_COST: "10" }, () => canSignIn(locked.email));
  expect((await credentialsNow(locked.id)).passwordHash).toBe(before.passwordHash);
});

test("a sign-in rehashes a password with the newest AUTH_SECRET", async () => {
  const account = await activeAccount();
  const before = await credentialsNow(account.id);
  await withEnvironment({ AUTH_SECRET: rotatedSecrets() }, async () => {
    expect(await canSignIn(account.email)).toBe(true);
    const after = await credentialsNow(account.id);
    expect(keyIdOf(after.passwordHash)).not.toBe(keyIdOf(before.passwordHash));
    expect(await canSignIn(account.email)).toBe(true);
    expect(keyIdOf(await hashPassword("anything else", schedulerFor("operator")))).toBe(keyIdOf(after.passwordHash));
  });
});

test("a password hashed with a removed AUTH_SECRET is refused", async () => {
  const account = await activeAccount();
  await withEnvironment({ AUTH_SECRET: randomBytes(33).toString("base64") }, async () => {
    expect(await canSignIn(account.email)).toBe(false);
  });
  expect(await canSignIn(account.email)).toBe(true);
});

test("a missing or foreign hash matches no password", async () => {
  for (const stored of [null, "", "plain text", `hmac-sha384+bcrypt:nokey:${"$2b$10$"}`])
    expect(await comparePassword(PASSWORD, stored, schedulerFor("operator"))).toEqual({
      matches: false,
      outdated: false,
    });
});
