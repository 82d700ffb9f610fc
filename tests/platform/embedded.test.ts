import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import {
  DataInUseError,
  type EmbeddedPostgres,
  findOrStartEmbeddedPostgres,
  startEmbeddedPostgres,
} from "#db/embedded.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-embedded-"));
const SOON = { timeout: 30_000 };
const started: EmbeddedPostgres[] = [];

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  started.push(server);
  return server;
}

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

const remember = (server: EmbeddedPostgres, fact: string) =>
  query(
    server.migrationDatabaseUrl,
    `CREATE TABLE IF NOT EXISTS facts (fact text); INSERT INTO facts VALUES ('${fact}')`,
  );

const recall = async (server: Pick<EmbeddedPostgres, "migrationDatabaseUrl">) =>
  (await query(server.migrationDatabaseUrl, "SELECT fact FROM facts")).map(({ fact }) => fact);

const postmasterPid = () => Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);

const portOf = (server: Pick<EmbeddedPostgres, "databaseUrl">) => new URL(server.databaseUrl).port;

/** Starts the database in another process. */
async function startElsewhere(): Promise<{ process: ChildProcess; server: EmbeddedPostgres }> {
  const script = fileURLToPath(new URL("./hold-data.ts", import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { process: child, server: JSON.parse(String(line)) };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await once(child, "exit");
}

test("a restart keeps the data and the port", async () => {
  const first = await start();
  await remember(first, "restart");
  await first.stop();

  const second = await start();
  expect(await recall(second)).toContain("restart");
  expect(portOf(second)).toBe(portOf(first));
});

test("a killed PostgreSQL restarts with all committed data", async () => {
  const server = await start();
  await remember(server, "killed server");
  const killed = postmasterPid();
  process.kill(killed, "SIGKILL");

  await vi.waitFor(() => expect(postmasterPid()).not.toBe(killed), SOON);
  await vi.waitFor(async () => expect(await recall(server)).toContain("killed server"), SOON);
});

test("after kill -9 of its launcher, the next start takes over", async () => {
  const killed = await startElsewhere();
  await remember(killed.server, "killed launcher");
  const orphan = postmasterPid();
  await kill(killed.process, "SIGKILL");

  const server = await start();
  expect(await recall(server)).toContain("killed launcher");
  expect(postmasterPid()).not.toBe(orphan);
  expect(portOf(server)).toBe(portOf(killed.server));
});

test("after kill -9 of both, the next start has all committed data", async () => {
  const killed = await startElsewhere();
  await remember(killed.server, "killed both");
  const pid = postmasterPid();
  await kill(killed.process, "SIGKILL");
  process.kill(pid, "SIGKILL");

  expect(await recall(await start())).toContain("killed both");
});

test("PostgreSQL exits with its launcher", async () => {
  const ended = await startElsewhere();
  await kill(ended.process, "SIGTERM");
  await vi.waitFor(() => expect(postmasterPid).toThrow("ENOENT"), SOON);
});

test("a second start on the same data names the running process", async () => {
  const first = await startElsewhere();
  await remember(first.server, "undisturbed");

  const second = startEmbeddedPostgres({ dataDir });
  await expect(second).rejects.toThrow(DataInUseError);
  await expect(second).rejects.toThrow(`http://localhost:3999, process ${first.process.pid}`);
  expect(await recall(first.server)).toContain("undisturbed");
  await kill(first.process, "SIGKILL");
});

test("a command shares the database of a running server", async () => {
  const server = await start();
  await remember(server, "reached");

  const reached = await findOrStartEmbeddedPostgres({ dataDir });
  expect(await recall(reached)).toContain("reached");
  await reached.stop();
  expect(await recall(server)).toContain("reached");
});

test("a reused process id does not prevent a start", async () => {
  const server = await start();
  await server.stop();
  const note = [process.pid, join(dataDir, "postgres"), 0, 5432, "", "127.0.0.1", "", "ready", ""];
  writeFileSync(join(dataDir, "postgres", "postmaster.pid"), note.join("\n"));

  expect(await recall(await start())).not.toHaveLength(0);
});

test("an interrupted setup is started again", async () => {
  const interrupted = mkdtempSync(join(tmpdir(), "gatehouse-embedded-"));
  mkdirSync(join(interrupted, "postgres.new", "base"), { recursive: true });
  writeFileSync(join(interrupted, "secrets.json"), "{}");

  const server = await startEmbeddedPostgres({ dataDir: interrupted });
  expect(await query(server.databaseUrl, "SELECT 1 AS one")).toMatchObject([{ one: 1 }]);
  await server.stop();
  rmSync(interrupted, { recursive: true });
});

test("only the owner can change the schema and install extensions", async () => {
  const server = await start();
  await expect(query(server.databaseUrl, "CREATE TABLE stray (id int)")).rejects.toThrow("permission denied");
  await query(server.migrationDatabaseUrl, "CREATE EXTENSION IF NOT EXISTS pg_trgm");
  await query(server.migrationDatabaseUrl, "CREATE EXTENSION IF NOT EXISTS unaccent");
});

test("the trigram index supports letters outside ASCII", async () => {
  const server = await start();
  await query(server.migrationDatabaseUrl, "CREATE EXTENSION IF NOT EXISTS pg_trgm");
  const [row] = await query(server.migrationDatabaseUrl, "SELECT cardinality(show_trgm('ωμέγα')) AS trigrams");
  expect(row?.trigrams).toBe(6);
});

test("nobody can connect as PostgreSQL's superuser", async () => {
  const server = await start();
  const asSuperuser = server.databaseUrl.replace(/\/\/[^@]+@/, "//postgres:postgres@");
  await expect(query(asSuperuser, "SELECT 1")).rejects.toThrow("no pg_hba.conf entry");
});

test("secrets are private and never regenerated silently", async () => {
  const secrets = join(dataDir, "secrets.json");
  const server = await start();
  await server.stop();
  expect(statSync(secrets).mode & 0o777).toBe(0o600);

  rmSync(secrets);
  await expect(start()).rejects.toThrow("secrets.json is missing");

  writeFileSync(secrets, "{}");
  const renewed = await start();
  expect(await recall(renewed)).not.toHaveLength(0);
  expect(renewed.authSecret).not.toBe(server.authSecret);
});
