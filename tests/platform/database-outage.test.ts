import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase } from "#db/client.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { ACTIONS, callAction } from "#tests/http/actions.ts";
import type { Answer, Client } from "#tests/http/client.ts";
import { anonymousClient, isSignedIn, SESSION_COOKIE, signIn, startsSession } from "#tests/http/clients.ts";
import { credentialsOf } from "#tests/http/database.ts";
import { type OwnServer, startServer } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";

const EVENTUALLY = { timeout: 30_000, interval: 20 };

const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
let database: EmbeddedPostgres;
let server: OwnServer;

const startDatabase = () => startEmbeddedPostgres({ dataDir, label: "tests" });

beforeAll(async () => {
  database = await startDatabase();
  const { databaseUrl, migrationDatabaseUrl } = database;
  await migrate(migrationDatabaseUrl, databaseUrl);
  server = await startServer({ DATABASE_URL: databaseUrl, MIGRATION_DATABASE_URL: migrationDatabaseUrl });
  await useDatabaseOf(server);
});

afterAll(async () => {
  await closeDatabase();
  await server.kill();
  await database.stop();
  rmSync(dataDir, { recursive: true });
});

const sessionCookies = ({ setCookies }: Answer) => setCookies.filter((line) => line.includes(SESSION_COOKIE));

const postJson = (client: Client, route: string, body: object) =>
  client.send("POST", `/api/auth/${route}`, {
    headers: { origin: client.origin, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("without a database the server answers 503 and keeps sessions", async () => {
  const admin = await adminAccount();
  const person = await activeAccount();
  const client = await signIn(anonymousClient(server), admin);
  const anonymous = anonymousClient(server);
  const { csrfToken } = JSON.parse((await anonymous.get("/api/auth/csrf")).body);
  const cookie = client.cookies.get(SESSION_COOKIE);
  for (const purpose of ["activation", "password-reset"]) client.cookies.set(`gatehouse.link.${purpose}`, "x");
  const expectUnavailable = async (what: string, request: Promise<Answer>) => {
    const answer = await request;
    expect(answer.status, what).toBe(503);
    expect(sessionCookies(answer), what).toEqual([]);
    expect(answer.body, what).not.toMatch(/ECONN|postgres|SELECT|\bat \w+ \(/i);
  };

  await database.stop();
  const pages = new Set(Object.values(ACTIONS).map(({ page }) => page(person)));
  pages.delete(paths.forgotPassword);
  for (const page of pages) await expectUnavailable(page, client.get(page));
  const inPlace = await client.getInPlace(paths.accounts);
  expect(inPlace.body).not.toContain(admin.email);
  expect(sessionCookies(inPlace)).toEqual([]);
  for (const [name, { refusedWithoutEmail }] of Object.entries(ACTIONS)) {
    // Rejected in this mode before any query.
    if (refusedWithoutEmail || name === "signInWithProviderAction") continue;
    await expectUnavailable(name, callAction(client, name, person));
  }
  await expectUnavailable("signing in", callAction(anonymous, "signInAction", person));
  await expectUnavailable("signing in by route", postJson(anonymous, "callback/credentials", { csrfToken, ...person }));
  await expectUnavailable("signing out by route", postJson(client, "signout", { csrfToken }));
  await expectUnavailable("forward authentication", client.get(paths.access));
  expect((await client.get(paths.access)).headers["retry-after"]).toBe("5");
  await expect.poll(server.logs).toContain(`"method":"GET","path":"${paths.access}"`);
  expect((await anonymous.get(paths.access)).status).toBe(401);
  await expectUnavailable("readiness", client.get("/api/health/ready"));
  const session = await client.get("/api/auth/session");
  expect(sessionCookies(session).join()).not.toMatch(/gatehouse.session=;|max-age=0/i);
  expect(session.body).not.toBe("null");
  expect((await client.get("/api/health/live")).status).toBe(200);
  expect((await anonymous.get(paths.login)).status).toBe(200);
  expect(client.cookies.get(SESSION_COOKIE)).toBeTruthy();

  const { databaseUrl } = database;
  database = await startDatabase();
  expect(database.databaseUrl).toBe(databaseUrl);
  expect(client.cookies.get(SESSION_COOKIE)).toBe(cookie);
  await expect.poll(async () => (await client.get(paths.account)).status, EVENTUALLY).toBe(200);
  await signIn(anonymousClient(server), person);
});

const postmaster = () => Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n", 1)[0]);

test("a database crash loses no acknowledged session", async () => {
  const person = await activeAccount();
  const signedIn: Client[] = [];
  const failures: number[] = [];
  let running = true;
  const load = Array.from({ length: 6 }, async () => {
    while (running) {
      const client = anonymousClient(server);
      const answer = await callAction(client, "signInAction", person);
      if (startsSession(answer)) signedIn.push(client);
      else failures.push(answer.status);
    }
  });
  const moreThan = (count: number, list: readonly unknown[]) =>
    expect.poll(() => list.length, EVENTUALLY).toBeGreaterThan(count);
  await moreThan(5, signedIn);
  for (let crash = 0; crash < 2; crash++) {
    const earlier = failures.length;
    process.kill(postmaster(), "SIGQUIT");
    await moreThan(earlier, failures);
    await moreThan(signedIn.length + 5, signedIn);
  }
  running = false;
  await Promise.all(load);
  expect(new Set(failures)).toEqual(new Set([503]));
  // In parallel, so that all connections to the database are used again.
  expect(await Promise.all(signedIn.map(isSignedIn))).not.toContain(false);
  process.kill(server.pid, 0);
  expect((await credentialsOf(person.id)).failed_attempts).toBe(0);
});

/** Ignores processes that have exited. */
function signal(processes: readonly number[], name: "SIGSTOP" | "SIGCONT"): void {
  for (const pid of processes) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Stops all processes of the database. */
function freezeDatabase() {
  const parent = postmaster();
  signal([parent], "SIGSTOP");
  const connections: number[] = [];
  const others = [parent];
  for (const line of execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n")) {
    const [pid, ppid, ...name] = line.trim().split(/\s+/);
    if (Number(ppid) === parent) (/\(\d+\)/.test(name.join(" ")) ? connections : others).push(Number(pid));
  }
  signal([...others, ...connections], "SIGSTOP");
  return { connections, others };
}

test("the server answers 503 while its database is frozen, and recovers", async () => {
  const client = await signIn(anonymousClient(server), await adminAccount());
  const answers: string[] = [];
  const ask = async (path: string) => {
    expect((await client.get(path)).status, path).toBe(503);
    answers.push(path);
  };
  const { connections, others } = freezeDatabase();
  try {
    expect(connections.length).toBeGreaterThan(0);
    const pages = Array.from({ length: 20 }, () => [paths.account, paths.accounts, paths.access]).flat();
    await Promise.all([...pages, "/api/health/ready"].map(ask));
    expect(answers[0]).toBe("/api/health/ready");
    // Those who were connected before are never answered.
    signal(others, "SIGCONT");
    await expect.poll(async () => (await client.get(paths.accounts)).status, EVENTUALLY).toBe(200);
    expect((await client.get("/api/health/ready")).status).toBe(200);
  } finally {
    signal([...others, ...connections], "SIGCONT");
  }
});

test("the server answers 503 while a table is locked, and recovers", async () => {
  const client = await signIn(anonymousClient(server), await activeAccount());
  const owner = postgres(database.migrationDatabaseUrl, { max: 1 });
  await owner.begin(async (tx) => {
    await tx`LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE`;
    const requests = Array.from({ length: 30 }, () => client.get(paths.account));
    for (const answer of await Promise.all(requests)) expect(answer.status).toBe(503);
  });
  await owner.end();
  expect((await client.get(paths.account)).status).toBe(200);
});
