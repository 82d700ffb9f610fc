import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { read } from "#db/client.ts";
import { config } from "#lib/config/index.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { comparePassword, hashPassword } from "#lib/passwords/password-hash.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { withEnvironment } from "./environment.ts";
import { activeAccount, anonymousSource, expiredAccount, lockedAccount, PASSWORD } from "./people.ts";
import { credentialsNow } from "./queries.ts";

const STORED = /^hmac-sha384\+bcrypt:[\w-]{8}:\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

const costOf = (stored: string | null) => Number(STORED.exec(stored ?? "")?.[1]);
const keyIdOf = (stored: string | null) => stored?.split(":")[1];

const enter = async (email: string) => (await signIn({ email, password: PASSWORD }, anonymousSource())).signedIn;

const rotated = () => [randomBytes(33).toString("base64"), ...config().authSecrets].join(",");

test("every stored password names its scheme, its key and its cost", async () => {
  await activeAccount();
  await lockedAccount();
  await expiredAccount();
  const rows = await read((db) => db.execute<{ password_hash: string }>(sql`SELECT password_hash FROM credentials`));
  expect(rows.length).toBeGreaterThan(2);
  for (const { password_hash } of rows) expect(password_hash).toMatch(STORED);
});

test("a password hashed at a lower cost is hashed again at the next sign-in, and still opens the account", async () => {
  const account = await activeAccount();
  await withEnvironment({ BCRYPT_COST: "10" }, async () => {
    expect(await enter(account.email)).toBe(true);
    expect(costOf((await credentialsNow(account.id)).passwordHash)).toBe(10);
    expect(await enter(account.email)).toBe(true);
  });
});

test("hashing again replaces no password: what it opened goes on", async () => {
  const account = await activeAccount();
  const before = await credentialsNow(account.id);
  await withEnvironment({ BCRYPT_COST: "10" }, () => enter(account.email));
  expect((await credentialsNow(account.id)).version).toBe(before.version);
});

test("a refused sign-in hashes nothing again", async () => {
  const locked = await lockedAccount();
  const before = await credentialsNow(locked.id);
  await withEnvironment({ BCRYPT_COST: "10" }, () => enter(locked.email));
  expect((await credentialsNow(locked.id)).passwordHash).toBe(before.passwordHash);
});

test("after a new AUTH_SECRET is put in front, old passwords work, and are hashed with the new key", async () => {
  const account = await activeAccount();
  const before = await credentialsNow(account.id);
  await withEnvironment({ AUTH_SECRET: rotated() }, async () => {
    expect(await enter(account.email)).toBe(true);
    const after = await credentialsNow(account.id);
    expect(keyIdOf(after.passwordHash)).not.toBe(keyIdOf(before.passwordHash));
    expect(await enter(account.email)).toBe(true);
    expect(keyIdOf(await hashPassword("anything else", schedulerFor("operator")))).toBe(keyIdOf(after.passwordHash));
  });
});

test("without the key that a password was hashed with, it opens nothing", async () => {
  const account = await activeAccount();
  await withEnvironment({ AUTH_SECRET: randomBytes(33).toString("base64") }, async () => {
    expect(await enter(account.email)).toBe(false);
  });
  expect(await enter(account.email)).toBe(true);
});

test("comparing with nothing, or with what is no hash of ours, is a no", async () => {
  for (const stored of [null, "", "plain text", `hmac-sha384+bcrypt:nokey:${"$2b$10$"}`])
    expect(await comparePassword(PASSWORD, stored, schedulerFor("operator"))).toEqual({
      matches: false,
      outdated: false,
    });
});
