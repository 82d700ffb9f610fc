import { expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { anonymousClient, signIn } from "#tests/http/clients.ts";
import { accountId, CHOSEN, credentialsIn, firstAdministrator } from "./administrator.ts";
import { type Files, runComposeLine } from "./compose/command-line.ts";
import { documentedLines } from "./documented.ts";
import { newInstallation } from "./installation.ts";

const ADMIN = { email: "admin@example.com", password: CHOSEN };
const ADDED = { firstName: "Ada", lastName: "Added", email: "ada@example.com" };

test("the documented backup can be restored on a new and an old machine", async () => {
  const lines = documentedLines("Backup and restore");
  const restoring = lines.indexOf("docker compose build");
  const [backup, restore] = [lines.slice(0, restoring), lines.slice(restoring)];
  expect([backup.length, restore.length]).toEqual([2, 5]);
  const files: Files = new Map();
  const old = await newInstallation();
  await old.up();
  const admin = await firstAdministrator(old);
  await admin.submit(paths.newAccount, "singleUsePassword", ADDED);
  for (const line of backup) await runComposeLine(line, old, files);
  await admin.submit(paths.deleteAccount(await accountId(admin, ADDED.email)), "list", {});

  const another = await newInstallation();
  for (const line of restore) await runComposeLine(line, another, files);
  expect(credentialsIn(another.container("gatehouse").logs())).toEqual([]);
  for (const line of ["docker compose stop gatehouse", ...restore.slice(-2)]) await runComposeLine(line, old, files);
  for (const installation of [another, old]) {
    const client = await signIn(anonymousClient(installation.server()), ADMIN);
    expect(await accountId(client, ADDED.email)).not.toBe("");
  }
});
