import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { anonymousClient } from "#tests/http/clients.ts";
import { linesThatAreNoEntry } from "#tests/servers/entries.ts";
import { startServer } from "#tests/servers/server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "gatehouse-bundle-"));
const project = join(folder, "project");

for (const name of [
  "bin",
  "db",
  "lib",
  "server",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "esbuild.config.ts",
])
  cpSync(join(root, name), join(project, name), { recursive: true });
symlinkSync(join(root, "node_modules"), join(project, "node_modules"));

afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the project in a folder, with an environment that makes it fail. */
async function failingStart(cwd: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(process.execPath, [join(project, "bin", "start.mjs")], {
    cwd,
    env: { PATH: process.env.PATH, DATA_DIR: join(cwd, "data"), ...environment } as unknown as NodeJS.ProcessEnv,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [status] = await once(child, "close");
  expect(status, output).toBe(1);
  return output;
}

const bundle = () => statSync(join(project, "dist", "server.mjs")).mtimeMs;

function change(file: string, from: string, to: string): void {
  const source = readFileSync(join(project, file), "utf8");
  expect(source).toContain(from);
  writeFileSync(join(project, file), source.replace(from, to));
}

/** The location of a text, as in a stack trace. */
function lineOf(file: string, text: string): string {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  return `${file}:${1 + lines.findIndex((line) => line.includes(text))}:`;
}

const INVALID = { PORT: "many" };

test("the server is bundled again only after changes", async () => {
  expect(await failingStart(folder, INVALID)).toContain("Invalid environment variables");
  const first = bundle();
  expect(await failingStart(folder, INVALID)).toContain("Invalid environment variables");
  expect(bundle()).toBe(first);

  change("lib/config/index.ts", "Invalid environment variables", "These settings are not usable");
  expect(await failingStart(folder, INVALID)).toContain("These settings are not usable");
});

test("the server is bundled again when a migration is added", async () => {
  await failingStart(folder, INVALID);
  const first = bundle();
  change("db/migrations/meta/_journal.json", '"version": "7"', '"version":  "7"');
  writeFileSync(join(project, "db", "migrations", "9999_new.sql"), "SELECT 1;");
  await failingStart(folder, INVALID);
  expect(bundle()).not.toBe(first);
  expect(readdirSync(join(project, "dist", "migrations"))).toContain("9999_new.sql");
});

test("a start leaves compiled code for the next one", async () => {
  await failingStart(folder, INVALID);
  const [version = ""] = readdirSync(join(project, ".next", "compile-cache"));
  expect(readdirSync(join(project, ".next", "compile-cache", version))).not.toEqual([]);
});

test("a failed start shows the TypeScript line", async () => {
  const cwd = join(folder, "unreadable");
  mkdirSync(join(cwd, ".env"), { recursive: true });
  expect(await failingStart(cwd)).toContain(lineOf("bin/environment.ts", "process.loadEnvFile"));
});

/** Runs first in a server, and makes responses with status 405 fail. */
const BROKEN = `
  import { ServerResponse } from "node:http";
  const { writeHead } = ServerResponse.prototype;
  ServerResponse.prototype.writeHead = function (status, ...rest) {
    if (status === 405) throw new Error("Broken on purpose");
    return writeHead.call(this, status, ...rest);
  };`;

test("a failed request logs the TypeScript line", async () => {
  const server = await startServer({ NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(BROKEN)}"` });
  const unanswered = anonymousClient(server)
    .send("PUT", paths.login, {})
    .catch(() => undefined);
  await expect.poll(server.logs, { timeout: 10_000 }).toContain(lineOf("server/serve.ts", "response.writeHead"));
  expect(linesThatAreNoEntry(server.logs())).toEqual([]);
  await server.kill();
  await unanswered;
});
