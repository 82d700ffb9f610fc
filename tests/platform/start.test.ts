import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { linesThatAreNoEntry } from "#tests/servers/entries.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gatehouse-start-"));
const root = fileURLToPath(new URL("../..", import.meta.url));

afterAll(() => rmSync(dataDir, { recursive: true }));

async function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(root, "bin", command), ...args], {
    cwd: dataDir,
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, ...environment } as unknown as NodeJS.ProcessEnv,
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [status] = await once(child, "close");
  return { status, output };
}

test("an invalid environment is reported without stack or secrets", async () => {
  const invalid = {
    DATABASE_URL: "mysql://someone:hunter2-password@db.invalid/x",
    AUTH_SECRET: "hunter2",
    APP_URL: "http://hunter2.example",
    PORT: "hunter2-port",
    BCRYPT_COST: "4",
    LOCK_AFTER: "101",
    PASSWORD_MIN_LENGTH: "7",
    ADMIN_EMAIL: "hunter2-no-address",
    ADMIN_PASSWORD: "hunter2",
    TRUSTED_PROXY_HOPS: "-1",
  };
  const { status, output } = await run("start.mjs", [], invalid);
  expect(status).toBe(1);
  for (const name of Object.keys(invalid)) expect(output).toContain(`- ${name} `);
  expect(linesThatAreNoEntry(output)).toEqual([]);
  expect(output).not.toContain("hunter2");
  expect(output).not.toContain('"stack"');
  expect(readdirSync(dataDir)).toEqual([]);
});

test("an unreachable database is reported without its password", async () => {
  const { status, output } = await run("create-admin.ts", ["admin@example.com"], {
    DATABASE_URL: "postgres://gatehouse:hunter2@127.0.0.1:1/gatehouse",
    AUTH_SECRET: "TfWq2Yz0c7uVn4LxK9dRb6MhJ3sEgPa8",
  });
  expect(status).toBe(1);
  expect(output).toContain("The database could not be reached");
  expect(output).not.toContain("hunter2");
  expect(output).not.toMatch(/^\s+at /m);
});

test.each([
  ["create-admin.ts", ["nobody"]],
  ["seed.ts", ["--accounts", "many"]],
])("%s %j prints the usage", async (command, args) => {
  const { status, output } = await run(command, args, {});
  expect(status).toBe(2);
  expect(output).toMatch(/^Usage: npm run /);
});
