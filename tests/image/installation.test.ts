import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { paths } from "#lib/paths.ts";
import type { Client } from "#tests/http/client.ts";
import { anonymousClient, isSignedIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { startLoad } from "#tests/servers/load.ts";
import { accountId, credentialsIn, firstAdministrator, signInFirst } from "./administrator.ts";
import { engine } from "./engine.ts";
import { Installation } from "./installation.ts";

const USER = { firstName: "Una", lastName: "Userby", email: "una@example.com" };
const FIRST_PASSWORD = "shared on paper";
const SECOND_PASSWORD = "shared by phone";

const BUSY = 20;
const STOPS_WITHIN_MS = 20_000;

let installation: Installation;
let admin: Client;

beforeAll(async () => {
  installation = await Installation.create();
  await installation.up();
});

afterAll(() => installation.remove());

/** Runs a script with the image's Node in the container. */
async function runScript(script: string): Promise<string> {
  const { stdout, stderr } = await installation.container("gatehouse").execute(["/nodejs/bin/node", "-e", script]);
  expect(stderr).toBe("");
  return String(stdout).trim();
}

async function secretDigests(of: Installation): Promise<string[]> {
  const { stdout } = await of.container("database").execute(["sh", "-c", "sha256sum /secrets/*"]);
  return String(stdout).match(/^\w{64}/gm) ?? [];
}

test("only temporary files can be written", async () => {
  const attempts = await runScript(`
    const { writeFileSync } = require("node:fs");
    for (const folder of ["/", "/app", "/app/dist", "/app/.next", "/nodejs/bin", "/home/nonroot", "/secrets", "/tmp"]) {
      try { writeFileSync(folder + "/written", ""); console.log(folder, "written"); }
      catch ({ code }) { console.log(folder, code); }
    }`);
  const written = attempts.split("\n").filter((line) => !line.endsWith(" EROFS"));
  expect(written).toEqual(["/tmp written"]);
});

test("the process has no capabilities and cannot gain any", async () => {
  const status = await runScript(`console.log(require("node:fs").readFileSync("/proc/1/status", "utf8"))`);
  for (const set of ["CapEff", "CapPrm", "CapInh", "CapAmb"]) expect(status).toMatch(new RegExp(`^${set}:\\s0+$`, "m"));
  expect(status).toMatch(/^NoNewPrivs:\s1$/m);
  expect(status).toMatch(/^Uid:\s65532\s/m);
});

test("the log has a working single-use password", async () => {
  const shown = credentialsIn(installation.container("gatehouse").logs());
  expect(shown).toHaveLength(1);
  admin = await firstAdministrator(installation);
  expect((await admin.get(paths.accounts)).status).toBe(200);
  const again = await submitSignIn(anonymousClient(installation.server()), { email: "", password: "", ...shown[0] });
  expect(startsSession(again)).toBe(false);
});

test("an account is added, used, reset and deleted", async () => {
  const server = installation.server();
  await admin.submit(paths.newAccount, "singleUsePassword", { ...USER, singleUsePassword: FIRST_PASSWORD });
  const user = await signInFirst(server, { email: USER.email, password: FIRST_PASSWORD });
  expect(await isSignedIn(user)).toBe(true);
  const id = await accountId(admin, USER.email);

  await admin.submit(paths.resetPassword(id), "singleUsePassword", { singleUsePassword: SECOND_PASSWORD });
  expect(await isSignedIn(user)).toBe(false);
  const again = await signInFirst(server, { email: USER.email, password: SECOND_PASSWORD });
  expect(await isSignedIn(again)).toBe(true);

  expect((await admin.submit(paths.deleteAccount(id), "list", {})).status).toBe(303);
  expect(await isSignedIn(again)).toBe(false);
  expect((await admin.get(paths.accountDetails(id))).status).toBe(404);
});

test("create-admin works while the server runs", async () => {
  const { ended, logs } = await installation.run("gatehouse", {
    name: "command",
    command: ["create-admin", "back@example.com"],
  });
  expect(await ended).toBe(0);
  const [shown] = credentialsIn(logs());
  expect(shown?.email).toBe("back@example.com");
  const client = await signInFirst(installation.server(), { email: "", password: "", ...shown });
  expect((await client.get(paths.accounts)).status).toBe(200);
});

test("a restart keeps secrets, sessions and accounts", async () => {
  const before = await secretDigests(installation);
  expect(await installation.stop("gatehouse")).toBe(0);
  await installation.stop("database");
  await installation.up();
  expect(await secretDigests(installation)).toEqual(before);
  expect(await isSignedIn(admin.copy(installation.server()))).toBe(true);
  expect(credentialsIn(installation.container("gatehouse").logs())).toEqual([]);
});

test("each installation has its own secrets", async () => {
  const other = await Installation.create();
  onTestFinished(() => other.remove());
  await other.up("database");
  const [first, second] = await Promise.all([secretDigests(installation), secretDigests(other)]);
  expect(first.length).toBeGreaterThan(2);
  expect(new Set([...first, ...second]).size).toBe(2 * first.length);
});

test("the health check depends on the server and its database", async () => {
  const { config } = await engine.image("gatehouse");
  const [, ...command] = config.Healthcheck?.Test ?? [];
  const check = async () => {
    const { code, stderr } = await installation.container("gatehouse").execute(command);
    return { code, stderr };
  };
  expect(command.slice(-1)).toEqual(["health"]);
  expect(await check()).toEqual({ code: 0, stderr: "" });
  await installation.stop("database");
  await expect.poll(check).toEqual({ code: 1, stderr: "Not ready: the server responded with status 503.\n" });
  await installation.up("database");
  await expect.poll(check).toEqual({ code: 0, stderr: "" });
});

test("a stop under load loses no request within 20 seconds", async () => {
  const load = startLoad(installation.server().url, paths.login, BUSY);
  await expect.poll(() => load.answers.length).toBeGreaterThan(10 * BUSY);
  const start = performance.now();
  expect(await installation.stop("gatehouse")).toBe(0);
  expect(performance.now() - start).toBeLessThan(STOPS_WITHIN_MS);
  for (const end of await load.ended) expect(end).toMatch(/^(ECONNREFUSED|EHOSTUNREACH)$/);
  expect(new Set(load.answers.map(({ status }) => status))).toEqual(new Set([200]));
});
