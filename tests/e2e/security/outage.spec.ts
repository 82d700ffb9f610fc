import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { closeDatabase } from "#db/client.ts";
import { startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { completeEnvironment } from "#lib/config.ts";
import { paths } from "#lib/paths.ts";
import { type House, openHouse } from "../house.ts";
import { administrator, type TestAccount, viewer } from "../people.ts";
import { expect, test } from "../test.ts";
import { ACTIONS, callAction } from "./actions.ts";
import type { Answer } from "./client.ts";
import { credentialsOf, run } from "./database.ts";
import { isIn, isSignedIn, sendSignIn, signIn, visitor } from "./visitors.ts";

/** A house whose database a test may take away. */
async function openHouseOnItsOwnDatabase(secret: string) {
  const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  let database = await startEmbeddedPostgres({ dataDir, holder: "tests" });
  await migrate(database.migrationDatabaseUrl, database.databaseUrl);
  const { databaseUrl, migrationDatabaseUrl } = database;
  const house = await openHouse({
    DATABASE_URL: databaseUrl,
    MIGRATION_DATABASE_URL: migrationDatabaseUrl,
    // Passwords that `people.ts` has hashed for the worker's house work here too.
    AUTH_SECRET: secret,
    LOCK_AFTER: "100",
  });
  return {
    house,
    stopDatabase: () => database.stop(),
    async startDatabase() {
      database = await startEmbeddedPostgres({ dataDir, holder: "tests" });
      expect(database.databaseUrl).toBe(databaseUrl);
    },
    /** The process that all of the database's other processes belong to. */
    postmaster: () => Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n", 1)[0]),
    async close() {
      await house.close();
      await database.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** Lets `people.ts` and `database.ts` speak with another database than the worker's. */
async function lookingInto<T>(house: House, back: House, work: () => Promise<T>): Promise<T> {
  await closeDatabase();
  completeEnvironment(house.environment);
  try {
    return await work();
  } finally {
    await closeDatabase();
    completeEnvironment(back.environment);
  }
}

const sessionCookies = ({ setCookies }: Answer) => setCookies.filter((line) => line.includes("gatehouse.session"));

test("without its database the house says so with a 503, lets nobody in and signs nobody out", async ({
  house: back,
}) => {
  test.slow();
  const { house, stopDatabase, startDatabase, close } = await openHouseOnItsOwnDatabase(
    back.environment.AUTH_SECRET ?? "",
  );
  try {
    await lookingInto(house, back, async () => {
      const boss = await administrator();
      const about = await viewer();
      const client = await signIn(visitor(house), boss);
      const stranger = visitor(house);
      await stranger.get("/api/auth/csrf");
      const { csrfToken } = JSON.parse((await stranger.get("/api/auth/csrf")).body);
      const cookie = client.cookies.get("gatehouse.session");
      for (const purpose of ["activation", "password-reset"]) client.cookies.set(`gatehouse.link.${purpose}`, "x");
      const refused: Answer[] = [];
      const ask = async (what: string, asked: Promise<Answer>) => {
        const answer = await asked;
        expect(answer.status, what).toBe(503);
        expect(sessionCookies(answer), what).toEqual([]);
        expect(answer.body, what).not.toMatch(/ECONN|postgres|SELECT|\bat \w+ \(/i);
        refused.push(answer);
      };

      await stopDatabase();
      const pages = new Set(Object.values(ACTIONS).map(({ page }) => page(about)));
      pages.delete(paths.forgotPassword);
      for (const page of pages) await ask(page, client.get(page));
      const inPlace = await client.getInPlace(paths.accounts);
      expect(inPlace.body).not.toContain(boss.email);
      expect(sessionCookies(inPlace)).toEqual([]);
      // Refused while passwords are kept here, before anything is looked up.
      const { signInWithProviderAction: _, ...asking } = ACTIONS;
      for (const name of Object.keys(asking)) await ask(name, callAction(client, name, about));
      await ask("signing in", callAction(stranger, "signInAction", about));
      await ask("signing in by route", postJson(stranger, "callback/credentials", { csrfToken, ...about }));
      await ask("signing out by route", postJson(client, "signout", { csrfToken }));
      await ask("the gate", client.get(paths.access));
      await ask("whether it is ready", client.get("/api/health/ready"));
      const session = await client.get("/api/auth/session");
      expect(sessionCookies(session).join()).not.toMatch(/gatehouse.session=;|max-age=0/i);
      expect(session.body).not.toBe("null");
      expect((await client.get("/api/health/live")).status).toBe(200);
      expect((await stranger.get(paths.login)).status).toBe(200);
      expect(client.cookies.get("gatehouse.session")).toBeTruthy();

      await startDatabase();
      expect(client.cookies.get("gatehouse.session")).toBe(cookie);
      await expect.poll(async () => (await client.get(paths.account)).status).toBe(200);
      expect(isIn(await sendSignIn(visitor(house), about))).toBe(true);
    });
  } finally {
    await close();
  }
});

const postJson = (client: ReturnType<typeof visitor>, route: string, body: object) =>
  client.send("POST", `/api/auth/${route}`, {
    headers: { origin: client.origin, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("a database that crashes under a load of sign-ins costs no session that was acknowledged, and no restart", async ({
  house: back,
}) => {
  test.slow();
  const { house, postmaster, close } = await openHouseOnItsOwnDatabase(back.environment.AUTH_SECRET ?? "");
  try {
    await lookingInto(house, back, async () => {
      const person = await viewer();
      const signedIn: ReturnType<typeof visitor>[] = [];
      let running = true;
      const load = Array.from({ length: 6 }, async () => {
        while (running) {
          const client = visitor(house);
          const answer = await callAction(client, "signInAction", person);
          if (isIn(answer)) signedIn.push(client);
          else expect(answer.status).toBe(503);
        }
      });
      for (let crash = 0; crash < 2; crash++) {
        const before = signedIn.length;
        await expect.poll(() => signedIn.length).toBeGreaterThan(before + 5);
        process.kill(postmaster(), "SIGQUIT");
        const crashed = signedIn.length;
        await expect.poll(() => signedIn.length, { timeout: 30_000 }).toBeGreaterThan(crashed + 5);
      }
      running = false;
      await Promise.all(load);
      for (const client of signedIn) expect(await isSignedIn(client)).toBe(true);
      process.kill(house.pid ?? 0, 0);
      expect((await credentialsOf(person.id)).failed_attempts).toBe(0);
    });
  } finally {
    await close();
  }
});

test("a server killed while it hashes has counted nothing and let nobody in, and the next one takes the retry", async ({
  house: { environment },
}) => {
  test.slow();
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = environment;
  const settings = { DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, BCRYPT_COST: "15" };
  const house = await openHouse(settings);
  const wrong = await viewer();
  const right = await viewer();
  const guess = (person: TestAccount, password: string) =>
    callAction(visitor(house), "signInAction", person, { email: person.email, password }).then(
      () => "answered",
      () => "cut off",
    );
  const guesses = [guess(wrong, "not the right one"), guess(right, right.password)];
  // Charged, and so on its way to the hash, which takes seconds at this cost.
  await expect
    .poll(async () => (await run(sql`SELECT 1 FROM rate_limits WHERE key LIKE 'tries:%'`)).length)
    .toBeGreaterThan(1);
  process.kill(house.pid ?? 0, "SIGKILL");
  expect(await Promise.all(guesses)).toEqual(["cut off", "cut off"]);
  await house.close();
  expect((await credentialsOf(wrong.id)).failed_attempts).toBe(0);
  expect((await credentialsOf(right.id)).failed_attempts).toBe(0);
  const sessions = await run(sql`SELECT 1 FROM sessions WHERE account_id IN (${wrong.id}, ${right.id})`);
  expect(sessions.length).toBe(0);

  const next = await openHouse({ DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET });
  try {
    expect(isIn(await sendSignIn(visitor(next), right))).toBe(true);
    expect(isIn(await sendSignIn(visitor(next), wrong))).toBe(true);
  } finally {
    await next.close();
  }
});

test("a server whose words nobody reads any more goes on serving", async ({ house: { environment } }) => {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = environment;
  const house = await openHouse({ DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET });
  try {
    house.stopListening();
    const unreadable = { headers: { origin: house.url, "next-action": "x", "content-type": "text/plain" }, body: "x" };
    for (let word = 0; word < 20; word++) await visitor(house).send("POST", paths.login, unreadable);
    expect((await visitor(house).get("/api/health/live")).status).toBe(200);
    expect(isIn(await sendSignIn(visitor(house), await viewer()))).toBe(true);
  } finally {
    await house.close();
  }
});
