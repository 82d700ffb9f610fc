import { sql } from "drizzle-orm";
import { mailPasswordReset } from "#lib/accounts/mail-password-reset.ts";
import { MAIL_WAY_IN } from "#lib/mail/mail-job.ts";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, administrator, anonymousSource, invitedAccount } from "#tests/db/people.ts";
import { lockedAccount, viewer } from "../../people.ts";
import { type Answer, Client } from "../client.ts";
import { run } from "../database.ts";
import { shown } from "../shown.ts";
import { visitor } from "../visitors.ts";
import { follow, forget } from "./links.ts";
import { expect, test } from "./test.ts";

/** The queue has done what was asked of it so far: ways in, which wait for their answers to be out, and what is due. */
async function idle(): Promise<void> {
  const asked = sql`SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = ${MAIL_WAY_IN} OR run_at <= now() LIMIT 1`;
  await expect.poll(async () => (await run(asked)).length).toBe(0);
}

test("known, unknown, locked, never activated and without a password are answered with the same bytes", async ({
  house,
  provider,
}) => {
  const classes: Readonly<Record<string, string>> = {
    unknown: "nobody.at.all@example.com",
    known: (await viewer()).email,
    "in other letters": (await viewer()).email.toUpperCase(),
    locked: (await lockedAccount()).email,
    "never activated": (await accountWithoutPassword()).email,
    "with a single-use password": (await invitedAccount()).email,
  };
  const answersOf = async () => {
    const asked = Object.entries(classes).map(async ([name, email]) => {
      const answer = await forget(visitor(house), email);
      expect(answer.status).toBe(200);
      return [name, shown(answer, email)] as const;
    });
    return Promise.all(asked);
  };
  const answers = await answersOf();
  provider.answer(() => "hang");
  answers.push(...(await answersOf()));
  provider.answer(() => undefined);
  provider.hangUp();
  for (const [name, answer] of answers) expect(answer, name).toEqual(answers[0]?.[1]);
  const sent = await run(sql`SELECT 1 FROM mails WHERE recipient = ${classes.unknown}`);
  expect(sent.length).toBe(0);
});

test("however often somebody asks, a mailbox gets three mails an hour, and nobody is told", async ({ house }) => {
  const person = await viewer();
  const answers: Answer[] = [];
  for (let ask = 0; ask < 8; ask++) answers.push(await forget(visitor(house), person.email));
  expect(new Set(answers.map((answer) => JSON.stringify(shown(answer, person.email)))).size).toBe(1);
  await idle();
  const mails = await run(sql`SELECT 1 FROM mails WHERE recipient = ${person.email}`);
  expect(mails.length).toBeLessThanOrEqual(3);
  expect(mails.length).toBeGreaterThan(0);
});

test("one source has twenty mails sent an hour, to whomever, and is not told", async ({ house }) => {
  const source = new Client(house, { "x-forwarded-for": String(anonymousSource().address) });
  const people = await Promise.all(Array.from({ length: 25 }, () => viewer()));
  const answers = await Promise.all(people.map(({ email }) => forget(source.copy(house), email)));
  const seen = answers.map((answer, index) => JSON.stringify(shown(answer, String(people[index]?.email))));
  expect(new Set(seen).size).toBe(1);
  await idle();
  const ids = people.map(({ id }) => id);
  const mailed = await run(
    sql`SELECT DISTINCT account_id FROM mails WHERE account_id = ANY(ARRAY[${sql.join(
      ids.map((id) => sql`${id}::uuid`),
      sql`, `,
    )}])`,
  );
  expect(mailed.length).toBe(20);
});

test("a fresh link is asked for with the same answer whether the old one was anybody's or not", async ({
  house,
  provider,
}) => {
  const person = await viewer();
  await mailPasswordReset(await administrator(), person.id, false);
  const letter = await provider.letters.next(person.email, /^Choose a new password/);
  const theirs = visitor(house);
  await follow(theirs, letter);
  await run(sql`UPDATE links SET expires_at = now() WHERE account_id = ${person.id}`);
  const form = await theirs.form(paths.completeReset, "purpose");
  const nobodys = visitor(house);
  nobodys.cookies.set("gatehouse.link.password-reset", "x".repeat(43));
  const answers = [
    await theirs.post(paths.completeReset, form.fields),
    await nobodys.post(paths.completeReset, form.fields),
  ];
  expect(shown(answers[0] as Answer, person.email)).toEqual(shown(answers[1] as Answer, person.email));
  await provider.letters.next(person.email, /^Forgot your password/);
});
