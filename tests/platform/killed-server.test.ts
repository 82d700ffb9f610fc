import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, type TestAccount } from "#tests/db/people.ts";
import { callAction } from "#tests/http/actions.ts";
import { adminClient, anonymousClient, isSignedIn, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { credentialsOf, run } from "#tests/http/database.ts";
import { CHOSEN, complete, follow, SOON, SUBJECTS, statesOfEmailsTo } from "#tests/http/email/emails.ts";
import { openProvider } from "#tests/mail/provider.ts";
import { type OwnServer, replicaOf, startServer } from "#tests/servers/server.ts";
import { sendingThrough } from "#tests/servers/shared-servers.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";

const provider = await openProvider();

/** The one that runs at the moment; the next one is a replica of it. */
let server: OwnServer;

beforeAll(async () => {
  server = await startServer({ BCRYPT_COST: "14" });
  // The accounts' own hashes are cheap: the server makes up for the difference.
  await useDatabaseOf({ ...server, environment: { ...server.environment, BCRYPT_COST: "" } });
});

afterAll(async () => {
  provider.answer(() => undefined);
  provider.hangUp();
  await server.kill();
  await provider.close();
});

const startReplica = () => startServer({ ...replicaOf(server), ...sendingThrough(provider) });

async function useNextServer(): Promise<void> {
  server = await startReplica();
  await useDatabaseOf(server);
}

/** Lets the time pass that a killed server's jobs and emails stay its own. */
async function expireLocks(): Promise<void> {
  await run(sql`UPDATE emails SET leased_until = now() - interval '1 minute' WHERE state = 'WAITING'`);
  await run(sql`UPDATE graphile_worker._private_jobs SET run_at = now(), locked_at = locked_at - interval '3 minutes'`);
  await run(sql`SELECT graphile_worker.add_job('release_abandoned')`);
}

test("a server killed while it hashes has counted no attempt", async () => {
  const wrong = await activeAccount();
  const right = await activeAccount();
  const attempt = (person: TestAccount, password: string) =>
    callAction(anonymousClient(server), "signInAction", person, { email: person.email, password }).then(
      () => "answered",
      () => "cut off",
    );
  const attempts = [attempt(wrong, "not the right one"), attempt(right, right.password)];
  // Reserved, and so on its way to the hash, which takes a second at this cost.
  const reserved = sql`SELECT sum(in_flight)::int AS total FROM rate_limits`;
  await expect.poll(async () => await run(reserved), SOON).toEqual([{ total: 2 }]);
  await server.kill();
  expect(await Promise.all(attempts)).toEqual(["cut off", "cut off"]);
  expect((await credentialsOf(wrong.id)).failed_attempts).toBe(0);
  expect((await credentialsOf(right.id)).failed_attempts).toBe(0);
  expect(await run(sql`SELECT 1 FROM sessions WHERE account_id IN (${wrong.id}, ${right.id})`)).toHaveLength(0);

  await useNextServer();
  await signIn(anonymousClient(server), right);
  await signIn(anonymousClient(server), wrong);
});

test("an email is delivered once though its sender is killed", async () => {
  const admin = await adminClient(server);
  const person = await activeAccount();
  provider.answer(() => "deliver and hang");
  await callAction(admin, "resetPasswordAction", person, { account: person.id, endAccess: "on" });
  const message = await provider.letters.next(person.email, SUBJECTS.reset);
  await server.kill();
  expect(await statesOfEmailsTo(person.email)).toEqual(["WAITING"]);

  provider.answer(() => undefined);
  await expireLocks();
  await useNextServer();
  await expect.poll(() => statesOfEmailsTo(person.email), SOON).toEqual(["SENT"]);
  const keys = provider.requests.filter(({ letter }) => letter.to === person.email).map(({ key }) => key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  expect(provider.letters.to(person.email)).toEqual([message]);
  expect((await complete(anonymousClient(server), message)).headers.location).toBe(paths.login);
});

test("a stored reset is complete though its server is killed", async () => {
  const admin = await adminClient(server);
  const person = await activeAccount();
  const earlier = await signIn(anonymousClient(server), person);
  await callAction(admin, "resetPasswordAction", person, { account: person.id });
  const message = await provider.letters.next(person.email, SUBJECTS.reset);
  provider.answer(() => "hang");
  const { credential_version } = await credentialsOf(person.id);
  const client = anonymousClient(server);
  const page = await follow(client, message);
  const answered = client.submit(page, "confirmation", CHOSEN).catch(() => "cut off");
  while ((await credentialsOf(person.id)).credential_version === credential_version);
  await server.kill();
  await answered;

  provider.answer(() => undefined);
  await expireLocks();
  await useNextServer();
  await signIn(anonymousClient(server), { ...person, password: CHOSEN.password });
  expect(startsSession(await submitSignIn(anonymousClient(server), person))).toBe(false);
  expect(await isSignedIn(earlier.copy(server))).toBe(false);
  const late = anonymousClient(server);
  expect((await late.get(await follow(late, message))).body).toContain("This link has already been used");
  await provider.letters.next(person.email, SUBJECTS.passwordChanged);
});

const MANY = 100;

test("two servers on one database send each of 100 emails once", async () => {
  const another = await startReplica();
  try {
    const { id, firstName } = await activeAccount();
    const addresses = Array.from({ length: MANY }, (_, index) => `one.of.many.${index}@example.com`);
    const templateData = {
      firstName,
      sentBy: "somebody@example.com",
      at: new Date().toISOString(),
      transport: "Resend",
    };
    const emails = addresses.map((to) => ({
      kind: "test-email" as const,
      accountId: id,
      to,
      templateData: { ...templateData, email: to },
    }));
    const before = provider.requests.length;
    await transaction((tx) => queueEmails(tx, emails));
    const unsent = sql`SELECT 1 FROM emails WHERE account_id = ${id} AND state <> 'SENT'`;
    await expect.poll(async () => (await run(unsent)).length, SOON).toBe(0);
    const requests = provider.requests.slice(before);
    expect(requests).toHaveLength(MANY);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(MANY);
    expect(requests.map(({ letter }) => letter.to).sort()).toEqual([...addresses].sort());
    // What killed servers held is nobody's any more, and has lost its key.
    const jobs = sql`SELECT 1 FROM graphile_worker.jobs WHERE key LIKE 'email:%'`;
    await expect.poll(async () => (await run(jobs)).length, SOON).toBe(0);
  } finally {
    await another.kill();
  }
});
