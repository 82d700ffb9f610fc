import { sql } from "drizzle-orm";
import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { accountWithoutPassword, activeAccount, administrator, type TestAccount } from "#tests/db/people.ts";
import type { Client } from "#tests/http/client.ts";
import { anonymousClient, signIn } from "#tests/http/clients.ts";
import { run } from "#tests/http/database.ts";
import { alertOf, descriptionOf, fieldValue, headingOf, statusOf, textOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import {
  CHOSEN,
  complete,
  deliverEverything,
  follow,
  type Message,
  pathOf,
  recoveryEmail,
  SUBJECTS,
} from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

async function activationOf({ id, email }: TestAccount): Promise<Message> {
  await resendActivation(await administrator(), id);
  return emailProvider.next(email, SUBJECTS.activation);
}

async function resetOf({ id, email }: TestAccount): Promise<Message> {
  await sendPasswordReset(await administrator(), id, false);
  return emailProvider.next(email, SUBJECTS.reset);
}

/** Expects a link to be invalid, and requests a new one on its page. */
async function requestNewLink(client: Client, message: Message, title: string, account: TestAccount): Promise<void> {
  const path = await follow(client, message);
  const page = await client.get(path);
  expect(headingOf(page)).toBe(title);
  for (const personal of [account.email, account.firstName, account.lastName])
    expect(textOf(page)).not.toContain(personal);
  const requested = await client.submit(path, "purpose", {});
  expect(requested.headers.location).toBe(paths.login);
  expect(statusOf(await client.get(paths.login))).toBe(
    "If the email address still belongs to an account, a new link is on its way.",
  );
}

test("invalid links name nobody, and offer a new link", async ({ server }) => {
  const user = await accountWithoutPassword();
  const client = anonymousClient(server);
  const first = await activationOf(user);
  await run(sql`UPDATE links SET expires_at = now() WHERE account_id = ${user.id}`);
  await requestNewLink(client, first, "This link has expired", user);
  await recoveryEmail(user.email, SUBJECTS.activation, 1);

  expect(textOf(await client.get(await follow(client, first)))).toContain("We sent you a newer email.");
  await requestNewLink(client, first, "This link has been replaced", user);
  const third = await recoveryEmail(user.email, SUBJECTS.activation, 2);

  await complete(client, third);
  expect(statusOf(await client.get(paths.login))).toBe("Your account is active. Sign in with your new password.");
  await requestNewLink(client, third, "This link has already been used", user);
  const password = `${CHOSEN.password} again`;
  await complete(client, await recoveryEmail(user.email, SUBJECTS.forgotPassword), {
    password,
    confirmation: password,
  });
  await signIn(client, { ...user, password });
});

test("an unknown or missing link offers to request a new one", async ({ server }) => {
  const user = await accountWithoutPassword();
  const link = pathOf(await activationOf(user));
  const damaged = [link.slice(0, -1), `${link}x`, link.replace(paths.activate, paths.completePasswordReset)];
  for (const address of [...damaged, paths.activate, paths.completePasswordReset]) {
    const client = anonymousClient(server);
    const { headers } = await client.get(address);
    const page = await client.get(headers.location ? new URL(headers.location).pathname : address);
    expect(headingOf(page), address).toBe("This link doesn't work");
    expect(page.body, address).not.toContain(user.email);
    expect(page.body, address).toContain(`href="${paths.forgotPassword}"`);
  }
});

test("a rejected password leaves the link valid", async ({ server }) => {
  const user = await activeAccount();
  const message = await resetOf(user);
  const client = anonymousClient(server);
  const path = await follow(client, message);
  expect(textOf(await client.get(path))).toContain(`For ${user.email}.`);
  const empty = await client.submit(path, "confirmation", {});
  expect(alertOf(empty)).toBe("Check the 2 highlighted fields.");
  const obvious = await client.submit(path, "confirmation", { password: user.email, confirmation: user.email });
  expect(descriptionOf(obvious, "password")).toContain("email address");
  await complete(client, message);
  expect(statusOf(await client.get(paths.login))).toBe(
    "Your password has been changed. Sign in with your new password.",
  );
  await signIn(client, { ...user, password: CHOSEN.password });
});

test("a link opened in another tab does not change its account", async ({ server }) => {
  const [user, other] = [await accountWithoutPassword(), await accountWithoutPassword()];
  const [message, otherMessage] = [await activationOf(user), await activationOf(other)];
  const client = anonymousClient(server);
  const { fields } = await client.form(await follow(client, message), "confirmation");
  await follow(client, otherMessage);
  const typed = fields.filter(([name]) => !["firstName", "password", "confirmation"].includes(name));
  const refused = await client.post(paths.activate, [...typed, ["firstName", "Not Other"], ...Object.entries(CHOSEN)]);
  expect(alertOf(refused)).toBe("You opened a different link in this browser. Open your link again.");
  const page = await client.get(paths.activate);
  expect(textOf(page)).toContain(`You'll sign in as ${other.email}.`);
  expect(fieldValue(page, "firstName")).toBe(other.firstName);
  await complete(client, message);
  await signIn(client, { ...user, password: CHOSEN.password });
});

test("a form for a link that was used meanwhile says so", async ({ server }) => {
  const user = await activeAccount();
  const message = await resetOf(user);
  const client = anonymousClient(server);
  const path = await follow(client, message);
  const { fields } = await client.form(path, "confirmation");
  await complete(anonymousClient(server), message);
  const late = fields.filter(([name]) => !(name in CHOSEN));
  const answer = await client.post(path, [
    ...late,
    ["password", "too late by far"],
    ["confirmation", "too late by far"],
  ]);
  expect(answer.headers.location).toBe(path);
  expect(headingOf(await client.get(path))).toBe("This link has already been used");
  await signIn(client, { ...user, password: CHOSEN.password });
});
