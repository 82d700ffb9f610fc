import { setTimeout } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#db/embedded/free-port.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { send } from "#tests/http/client.ts";
import { anonymousClient, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import { LOCK_AFTER, type OwnServer, startServer } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";

const FIRST = "first@example.com";
const SECOND = "second@example.com";
const CHOSEN = "first to hold the key";

const REQUEST_EVERY_MS = 10;

type Outcome = number | string | undefined;

let server: OwnServer;
let duringStart: readonly Outcome[];

beforeAll(async () => {
  const port = String(await freePort(undefined));
  const starting = startServer({ PORT: port, ADMIN_EMAIL: FIRST });
  duringStart = await requestUntil(starting, `http://localhost:${port}`);
  server = await starting;
  await useDatabaseOf(server);
});

afterAll(() => server.kill());

/** Requests the sign-in page repeatedly, and returns the status or error code of each request. */
async function requestUntil(end: Promise<unknown>, url: string): Promise<readonly Outcome[]> {
  const ended = end.then(
    () => true,
    () => true,
  );
  const outcomes: Promise<Outcome>[] = [];
  while (!(await Promise.race([ended, setTimeout(REQUEST_EVERY_MS, false)]))) {
    outcomes.push(
      send(url, "GET", paths.login).then(
        ({ status }) => status,
        ({ code }: NodeJS.ErrnoException) => code,
      ),
    );
  }
  return Promise.all(outcomes);
}

test("requests during the start succeed or are refused", () => {
  const answers = duringStart.filter((outcome) => outcome !== "ECONNREFUSED");
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.filter((status) => status !== 200)).toEqual([]);
});

test("the first start prints a working single-use password", async () => {
  await expect.poll(server.logs, { timeout: 10_000 }).toMatch(/Single-use password +\S/);
  const [password = ""] = server.logs().match(/[a-z0-9]{4}(-[a-z0-9]{4}){3}/) ?? [];
  const client = await signIn(anonymousClient(server), { email: FIRST, password });
  expect((await client.get(paths.accounts)).headers.location).toContain(paths.newPassword);
  const chosen = { password: CHOSEN, confirmation: CHOSEN };
  expect((await client.submit(paths.newPassword, "confirmation", chosen)).headers.location).toBe(paths.home);
  expect((await client.get(paths.home)).body).toContain("Manage user accounts");
  expect((await client.get(paths.accounts)).body).toContain("the only user so far.");
});

test("an administrator who can sign in always remains", async () => {
  const admin = await signIn(anonymousClient(server), { email: FIRST, password: CHOSEN });
  const second = { firstName: "Second", lastName: "Administrator", email: SECOND, roles: ["administrator"] };
  const { body } = await admin.submit(paths.newAccount, "singleUsePassword", second);
  expect(body).toContain("Share it in person, on paper or by phone.");
  const [row] = await run(sql`SELECT id FROM accounts WHERE email = ${SECOND}`);
  const id = String(row?.id);

  // The first administrator's session outlives the lock, and the second is now the last who can sign in.
  const guessing = anonymousClient(server);
  for (let guess = 0; guess < LOCK_AFTER; guess++) await submitSignIn(guessing, { email: FIRST, password: "wrong" });
  expect(startsSession(await submitSignIn(guessing, { email: FIRST, password: CHOSEN }))).toBe(false);

  const refused = "At least one administrator who can sign in must remain.";
  expect((await admin.submit(paths.accountDetails(id), "seen", { roles: ["viewer"] })).body).toContain(refused);
  expect((await admin.submit(paths.deleteAccount(id), "account", {})).body).toContain(refused);
  const [stored] = await run(sql`SELECT roles FROM accounts WHERE id = ${id}`);
  expect(stored?.roles).toEqual(["administrator"]);
});

test("the server keeps running when its output is closed", async () => {
  server.closeOutput();
  const client = anonymousClient(server);
  const logged = { headers: { origin: server.url, "next-action": "x", "content-type": "text/plain" }, body: "x" };
  for (let line = 0; line < 20; line++) await client.send("POST", paths.login, logged);
  expect((await client.get("/api/health/live")).status).toBe(200);
  await signIn(client, await activeAccount());
});
