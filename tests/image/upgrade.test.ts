import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isSignedIn } from "#tests/http/clients.ts";
import { firstAdministrator } from "./administrator.ts";
import { runComposeLine } from "./compose/command-line.ts";
import { documentedLines } from "./documented.ts";
import { engine } from "./engine.ts";
import { newInstallation } from "./installation.ts";
import { inDatabase } from "./sql.ts";
import { workspace } from "./workspace.ts";

const MIGRATIONS = "/app/dist/migrations";

const applied = "SELECT count(*) FROM drizzle.__drizzle_migrations";

test("the documented upgrade migrates the previous database", async () => {
  const { root } = await engine.image("gatehouse");
  const before = workspace("migrations-before");
  cpSync(join(root, MIGRATIONS), before, { recursive: true });
  const journalFile = join(before, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(journalFile, "utf8"));
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, -1) }));

  const installation = await newInstallation();
  await installation.up("database");
  const mounts = [{ source: before, target: MIGRATIONS, readOnly: true }];
  const { ended } = await installation.run("gatehouse", { name: "command", command: ["migrate"], mounts });
  expect(await ended).toBe(0);
  const count = journal.entries.length;
  expect(await inDatabase(installation, applied)).toBe(String(count - 1));

  for (const line of documentedLines("Upgrade")) await runComposeLine(line, installation, new Map());
  expect(await inDatabase(installation, applied)).toBe(String(count));
  await firstAdministrator(installation);
});

test("an upgrade replaces the server and keeps sessions", async () => {
  const installation = await newInstallation();
  await installation.up();
  const admin = await firstAdministrator(installation);
  const replaced = installation.container("gatehouse");
  for (const line of documentedLines("Upgrade")) await runComposeLine(line, installation, new Map());
  expect(installation.container("gatehouse")).not.toBe(replaced);
  expect(await replaced.ended).toBe(0);
  expect(await isSignedIn(admin.copy(installation.server()))).toBe(true);
});
