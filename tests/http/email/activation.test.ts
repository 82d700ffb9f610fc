import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { adminAccount, uniqueWord } from "#tests/db/people.ts";
import type { Client } from "#tests/http/client.ts";
import { adminClient, anonymousClient, signIn } from "#tests/http/clients.ts";
import {
  alertOf,
  descriptionOf,
  fieldValue,
  headingOf,
  rowOf,
  sectionOf,
  statusOf,
  textOf,
} from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { emailProvider } from "#tests/servers/use-server.ts";
import { CHOSEN, complete, deliverEverything, follow, SUBJECTS } from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

type NewUser = Readonly<{ firstName: string; lastName: string; email: string }>;

const newUser = (): NewUser => {
  const word = uniqueWord();
  return { firstName: "Rene", lastName: word, email: `rene.${word}@example.com` };
};

const listOf = ({ lastName }: NewUser) => `${paths.accounts}?${new URLSearchParams({ search: lastName })}`;

async function invite(admin: Client, user: NewUser): Promise<void> {
  expect((await admin.submit(paths.newAccount, "email", user)).headers.location).toBe(paths.accounts);
  expect(statusOf(await admin.get(paths.accounts))).toBe(
    `Account ${user.email} added. An activation email is on its way.`,
  );
}

async function idOf(admin: Client, user: NewUser): Promise<string> {
  const { body } = await admin.get(listOf(user));
  return body.match(/\/administration\/user-accounts\/([0-9a-f-]{36})/)?.[1] ?? "";
}

const accountPage = async (admin: Client, user: NewUser) => admin.get(paths.accountDetails(await idOf(admin, user)));

test("an invited user corrects their profile and chooses a password", async ({ server }) => {
  const user = newUser();
  const by = await adminAccount();
  const admin = await signIn(anonymousClient(server), by);
  const form = await admin.get(paths.newAccount);
  expect(form.body).not.toMatch(/type="password"|name="singleUsePassword"/);
  expect(textOf(form)).toContain("The link is valid for 24 hours.");
  await invite(admin, user);
  const message = await emailProvider.next(user.email, /^Activate your account at localhost/);
  expect(message.from).toContain("no-reply@example.com");
  expect(message.text).toContain(by.email);
  expect(rowOf(await admin.get(listOf(user)), user.email)).toMatch(/Invited\s*Link expires \d+ \w+ \d+/);

  const client = anonymousClient(server);
  const path = await follow(client, message);
  const page = await client.get(path);
  expect(textOf(page)).toContain(`You'll sign in as ${user.email}.`);
  expect(fieldValue(page, "firstName")).toBe("Rene");
  const profile = { firstName: "Renée", phone: "+33 1 23 45 67 89" };
  const common = { password: "password123", confirmation: "password123" };
  const refused = await client.submit(path, "confirmation", { ...profile, ...common });
  expect(alertOf(refused)).not.toBe("");
  expect(descriptionOf(refused, "password")).toContain("too common");
  expect(refused.body).not.toContain(common.password);
  expect(fieldValue(refused, "firstName")).toBe("Renée");
  expect(fieldValue(refused, "phone")).toBe("+33 1 23 45 67 89");
  await complete(client, message, profile);
  await signIn(client, { ...user, password: CHOSEN.password });
  expect(fieldValue(await client.get(paths.account), "phone")).toBe("+33123456789");

  const details = await accountPage(admin, user);
  expect(fieldValue(details, "firstName")).toBe("Renée");
  expect(sectionOf(details, "Emails")).toMatch(/Account activation to .*SENT/);
  expect(sectionOf(details, "History")).toMatch(/First Name.*Rene.*Renée/);
  expect(textOf(details)).not.toContain("Resend activation email");
});

test("resending an activation supersedes the older link", async ({ server }) => {
  const user = newUser();
  const admin = await adminClient(server);
  await invite(admin, user);
  const older = await emailProvider.next(user.email, SUBJECTS.activation);
  const list = listOf(user);
  const query = new URLSearchParams({ list: list.replace(/^.*\?/, "") });
  const actions = `${paths.accountActions(await idOf(admin, user))}?${query}`;
  const again = await admin.submit(actions, "account", {});
  expect(again.headers.location).toBe(list);
  const page = await admin.get(list);
  expect(statusOf(page)).toBe(`An activation email is on its way to ${user.email}.`);
  expect(textOf(await admin.get(actions))).toContain("Resend activation email");
  const newer = await emailProvider.next(user.email, SUBJECTS.activation, 1);

  const client = anonymousClient(server);
  expect(headingOf(await client.get(await follow(client, older)))).toBe("This link has been replaced");
  await complete(client, newer);
  await signIn(client, { ...user, password: CHOSEN.password });
  const activated = textOf(await admin.get(actions));
  expect(activated).toContain("Reset user password");
  expect(activated).not.toContain("Resend activation email");
});
