import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { type Letter, linkIn } from "#tests/mail/letter.ts";
import { expect } from "../../test.ts";
import type { Answer, Client, Values } from "../client.ts";
import { run } from "../database.ts";

export const CHOSEN = { password: "six swans on a lock gate", confirmation: "six swans on a lock gate" };

/** The path of a letter's link, at whichever address the house is reached. */
export const pathOf = (letter: Letter): string => new URL(linkIn(letter)).pathname;

/** The secret of a letter's link. */
export const secretOf = (letter: Letter): string => String(pathOf(letter).split("/").at(-1));

/** Follows a letter's link to its page, as far as a browser holds its secret. */
export async function follow(client: Client, letter: Letter): Promise<string> {
  const { status, headers } = await client.get(pathOf(letter));
  expect(status).toBe(303);
  return new URL(String(headers.location)).pathname;
}

/** Follows a letter's link and sends its form, filled in as it should be but for what is given. */
export async function complete(client: Client, letter: Letter, values: Values = {}): Promise<Answer> {
  return client.submit(await follow(client, letter), "confirmation", { ...CHOSEN, ...values });
}

/** Says at the page for it that a password is forgotten. */
export const forget = (client: Client, email: string): Promise<Answer> =>
  client.submit(paths.forgotPassword, "email", { email });

/** What has become of every mail to an address, oldest first. */
export async function statesOfMailsTo(email: string): Promise<unknown[]> {
  const rows = await run(sql`SELECT state FROM mails WHERE recipient = ${email} ORDER BY created_at, id`);
  return rows.map(({ state }) => state);
}

/** Lets the time be over that a mail has to wait for its next try, a pause of the provider's included. */
export async function letTimePass(): Promise<void> {
  await run(sql`DELETE FROM mail_pauses`);
  // Well over, so that it is so for a transaction too that began before this one.
  await run(sql`UPDATE mails SET leased_until = now() - interval '1 minute' WHERE state = 'WAITING'`);
  await run(sql`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL`);
}
