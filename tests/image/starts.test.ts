import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { send } from "#tests/http/client.ts";
import { anonymousClient, signIn } from "#tests/http/clients.ts";
import { CHOSEN, complete, SUBJECTS } from "#tests/http/email/emails.ts";
import { startMailbox } from "#tests/mail/mailbox.ts";
import { firstAdministrator } from "./administrator.ts";
import { newInstallation } from "./installation.ts";
import { inDatabase } from "./sql.ts";
import { workspace } from "./workspace.ts";

const REQUEST_INTERVAL_MS = 20;
/** As assigned by OpenShift: an unknown user in the root group. */
const ARBITRARY_USER = "1000810000";

const INVITED = { firstName: "Ines", lastName: "Invited", email: "ines@example.com" };

test("a start waits for a late database", async () => {
  const installation = await newInstallation();
  await (await installation.start("secrets")).ended;
  const { logs } = await installation.start("gatehouse");
  await expect.poll(logs).toMatch(/Waiting up to 60 s for the database/);
  await installation.up("gatehouse");
  expect(logs().match(/Waiting/g)).toHaveLength(1);
  await firstAdministrator(installation);
});

test("a failed migration prints the reason and exits with 1", async () => {
  const installation = await newInstallation();
  await installation.up("database");
  await inDatabase(installation, "CREATE TABLE accounts ()");
  const { ended, logs } = await installation.start("gatehouse");
  const answered = await answersUntil(ended, installation.server().url);
  expect(await ended).toBe(1);
  expect(logs()).toMatch(/could not be reached or prepared: relation .+accounts.+ already exists/);
  expect(answered).toEqual([]);

  const { ended: migrated } = await installation.run("gatehouse", { name: "command", command: ["migrate"] });
  expect(await migrated).toBe(1);
});

test("migrate prepares the database and exits", async () => {
  const installation = await newInstallation();
  await installation.up("database");
  const { ended, logs } = await installation.run("gatehouse", { name: "command", command: ["migrate"] });
  expect(await ended).toBe(0);
  expect(logs()).toContain("The database is up to date.");
  await inDatabase(installation, "SELECT FROM accounts");
});

test("the image runs at any URL and as any user", async () => {
  const installation = await newInstallation();
  await installation.up("database");
  for (const [origin, user] of [
    ["https://one.example.com", ARBITRARY_USER],
    ["https://two.example.com", undefined],
  ] as const) {
    installation.configure({ APP_URL: origin });
    const { logs } = await installation.start("gatehouse", user ? { user } : {});
    await installation.up("gatehouse");
    expect(logs()).toContain(`Gatehouse is running at ${origin}`);
    const answer = await send(installation.server().url, "GET", paths.accounts);
    expect(answer.headers.location).toMatch(new RegExp(`^(${origin})?${paths.login}`));
    await installation.stop("gatehouse");
  }
});

test("an invitation is sent through SMTP_URL_FILE and completed", async () => {
  const installation = await newInstallation();
  const mailbox = await startMailbox(installation.network.gateway);
  onTestFinished(() => mailbox.close());
  const source = workspace("smtp-url");
  // Without TLS, which other tests cover.
  writeFileSync(source, `${mailbox.url}?requireTLS=false\n`);
  const target = "/run/secrets/smtp-url";
  installation.configure({ MAIL_FROM: "no-reply@example.com", SMTP_URL_FILE: target });
  await installation.up("database");
  await installation.start("gatehouse", { mounts: [{ source, target, readOnly: true }] });
  await installation.up("gatehouse");
  const admin = await firstAdministrator(installation);
  await admin.submit(paths.newAccount, "email", INVITED);
  const message = await mailbox.messages.next(INVITED.email, SUBJECTS.activation);
  const client = anonymousClient(installation.server());
  await complete(client, message);
  await signIn(client, { email: INVITED.email, password: CHOSEN.password });
});

/** Requests the sign-in page repeatedly, and returns the status of each response. */
async function answersUntil(end: Promise<unknown>, url: string): Promise<readonly number[]> {
  const ended = end.then(() => true);
  const answers: number[] = [];
  while (!(await Promise.race([ended, delay(REQUEST_INTERVAL_MS, false)]))) {
    const answer = await Promise.race([ended, send(url, "GET", paths.login).catch(() => undefined)]);
    if (typeof answer === "object") answers.push(answer.status);
  }
  return answers;
}
