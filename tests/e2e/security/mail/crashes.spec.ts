import { sql } from "drizzle-orm";
import { transaction } from "#db/client.ts";
import { queueMails } from "#lib/mail/queue-mails.ts";
import { paths } from "#lib/paths.ts";
import { withEnvironment } from "#tests/db/environment.ts";
import { viewer } from "../../people.ts";
import { expect, test } from "../../test.ts";
import { callAction } from "../actions.ts";
import { credentialsOf, run } from "../database.ts";
import { isIn, isSignedIn, sendSignIn, signedInAdministrator, signIn, visitor } from "../visitors.ts";
import { kill, withMailHouses } from "./houses.ts";
import { CHOSEN, complete, follow, letTimePass, statesOfMailsTo } from "./links.ts";
import { sendingThrough } from "./sending.ts";

test("a mail whose sender is killed when the provider has it is asked for again by the same key, and delivered once", async ({
  house,
}) => {
  test.slow();
  await withMailHouses(house, async ({ provider, open }) => {
    const first = await open();
    const boss = await signedInAdministrator(first);
    const person = await viewer();
    provider.answer(() => "deliver and hang");
    await callAction(boss, "mailPasswordResetAction", person);
    const letter = await provider.letters.next(person.email, /^Choose a new password/);
    await kill(first);
    expect(await statesOfMailsTo(person.email)).toEqual(["WAITING"]);

    provider.answer(() => undefined);
    const next = await open();
    await letTimePass();
    await expect.poll(() => statesOfMailsTo(person.email)).toEqual(["SENT"]);
    const keys = provider.requests.filter(({ letter: { to } }) => to === person.email).map(({ key }) => key);
    expect(keys.length).toBe(2);
    expect(new Set(keys).size).toBe(1);
    expect(provider.letters.to(person.email)).toEqual([letter]);
    expect((await complete(visitor(next), letter)).headers.location).toBe(paths.login);
  });
});

test("a server killed once a reset is stored has done all of it, and the notice of it is mailed by the next one", async ({
  house,
}) => {
  test.slow();
  await withMailHouses(house, async ({ provider, open }) => {
    const first = await open();
    const boss = await signedInAdministrator(first);
    const person = await viewer();
    const live = await signIn(visitor(first), person);
    await callAction(boss, "mailPasswordResetAction", person, { account: person.id });
    const letter = await provider.letters.next(person.email, /^Choose a new password/);
    provider.answer(() => "hang");
    const { credential_version } = await credentialsOf(person.id);
    const reader = visitor(first);
    const page = await follow(reader, letter);
    const answered = reader.submit(page, "confirmation", CHOSEN).catch(() => "cut off");
    while ((await credentialsOf(person.id)).credential_version === credential_version);
    await kill(first);
    await answered;

    provider.answer(() => undefined);
    const next = await open();
    expect(isIn(await sendSignIn(visitor(next), { ...person, password: CHOSEN.password }))).toBe(true);
    expect(isIn(await sendSignIn(visitor(next), person))).toBe(false);
    expect(await isSignedIn(live.copy(next))).toBe(false);
    const late = visitor(next);
    expect((await late.get(await follow(late, letter))).body).toContain("This link was used already");
    await letTimePass();
    await provider.letters.next(person.email, /^Your password .* was changed/);
  });
});

const MANY = 100;

test("a hundred mails are delivered once each by two servers on one database", async ({ house }) => {
  test.slow();
  await withMailHouses(house, async ({ provider, open }) => {
    const { id, firstName } = await viewer();
    const addresses = Array.from({ length: MANY }, (_, index) => `one.of.many.${index}@example.com`);
    const facts = { sentBy: "somebody@example.com", at: new Date().toISOString(), transport: "Resend" };
    await withEnvironment(sendingThrough(provider), () =>
      transaction((tx) =>
        queueMails(
          tx,
          addresses.map((to) => ({
            kind: "test-mail",
            accountId: id,
            to,
            facts: { ...facts, firstName, email: to },
          })),
        ),
      ),
    );
    await Promise.all([open(), open()]);
    const unsent = sql`SELECT 1 FROM mails WHERE account_id = ${id} AND state <> 'SENT'`;
    await expect.poll(async () => (await run(unsent)).length, { timeout: 60_000 }).toBe(0);
    expect(provider.requests.length).toBe(MANY);
    expect(new Set(provider.requests.map(({ key }) => key)).size).toBe(MANY);
    expect(provider.letters.all.map(({ to }) => to).sort()).toEqual([...addresses].sort());
    // What killed servers held is nobody's any more, and has lost its key.
    const jobs = sql`SELECT 1 FROM graphile_worker.jobs WHERE key LIKE 'mail:%'`;
    await expect.poll(async () => (await run(jobs)).length).toBe(0);
  });
});
