import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, lockedAccount, uniqueWord } from "#tests/db/people.ts";
import { LOCK_AFTER } from "#tests/servers/server.ts";
import { adminClient, anonymousClient, isSignedIn, signIn } from "./clients.ts";
import { formOf } from "./forms.ts";
import { alertsOf, checkedOf, fieldOf, groupDescription, headingOf, statusOf, textOf } from "./html.ts";
import { test } from "./test.ts";

test("an edit shows in the history, with old and new values", async ({ server }) => {
  const admin = await adminAccount();
  const client = await signIn(anonymousClient(server), admin);
  const user = await activeAccount({ firstName: "Before", lastName: "Unchanged", phone: null });
  const email = `${uniqueWord()}@example.com`;
  const { status, headers } = await client.submit(paths.accountDetails(user.id), "seen", {
    firstName: "After",
    email: email.replace("example", "Example"),
    phone: "+44 20 7946 0958",
    roles: ["device-manager", "viewer"],
  });
  expect([status, headers.location]).toEqual([303, paths.accountDetails(user.id)]);

  const { body } = await client.get(paths.accountDetails(user.id));
  expect(statusOf(body)).toBe(`Saved the changes to ${email}.`);
  expect(headingOf(body)).toBe(email);
  expect(fieldOf(body, "phone").value).toBe("+442079460958");
  const latest = textOf(body.match(/<ol\b[^>]*><li\b.*?<\/div><\/li>/s)?.[0] ?? "");
  expect(latest).toContain(`Account changed by ${admin.email}`);
  expect(latest).toMatch(/First Name: Before → ?became After/);
  expect(latest).toMatch(new RegExp(`Email: ${user.email} → ?became ${email}`));
  expect(latest).toContain("Phone: +442079460958");
  expect(latest).toMatch(/Roles: Viewer → ?became Device manager, Viewer/);
  expect(latest).not.toContain("Last Name");
});

test("a granted role acts on the user's next request", async ({ server }) => {
  const user = await activeAccount();
  const userClient = await signIn(anonymousClient(server), user);
  expect((await userClient.get(paths.accounts)).status).toBe(403);
  const client = await adminClient(server);
  await client.submit(paths.accountDetails(user.id), "seen", { roles: ["viewer", "administrator"] });
  expect((await userClient.get(paths.accounts)).status).toBe(200);
});

test("a refused edit is explained beside its fields, and keeps everything typed", async ({ server }) => {
  const client = await adminClient(server);
  const [user, other] = [await activeAccount(), await activeAccount()];
  const edit = (values: Readonly<Record<string, string | undefined>>) =>
    client.submit(paths.accountDetails(user.id), "seen", { firstName: "Kept As Typed", ...values });

  const invalid = (await edit({ phone: "0123", roles: undefined })).body;
  expect(alertsOf(invalid)).toEqual(["Please correct the 2 marked fields."]);
  expect(fieldOf(invalid, "phone")).toMatchObject({ value: "0123", isInvalid: true });
  expect(fieldOf(invalid, "phone").description).toMatch(/Enter the number with its country code/);
  expect(groupDescription(invalid, "Roles")).toMatch(/Choose at least one role/);
  expect(checkedOf(invalid, "roles")).toEqual([]);
  expect(fieldOf(invalid, "firstName").value).toBe("Kept As Typed");

  const email = other.email.toUpperCase();
  const taken = (await edit({ email, roles: "base-station-manager" })).body;
  expect(fieldOf(taken, "email")).toMatchObject({ value: email, isInvalid: true });
  expect(fieldOf(taken, "email").description).toMatch(/Another account has this e-mail address/);
  expect(checkedOf(taken, "roles")).toEqual(["base-station-manager"]);
  expect(fieldOf(taken, "firstName").value).toBe("Kept As Typed");
});

test("administrators cannot give up their own role", async ({ server }) => {
  const self = await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const { body } = await client.submit(paths.accountDetails(self.id), "seen", { roles: ["viewer"] });
  expect(groupDescription(body, "Roles")).toMatch(/You cannot give up your own Administrator role/);
  expect((await client.get(paths.accounts)).status).toBe(200);
});

test("a locked account's page says when, why and how to unlock it", async ({ server }) => {
  const client = await adminClient(server);
  const text = textOf((await client.get(paths.accountDetails((await lockedAccount()).id))).body);
  expect(text).toContain("LOCKED");
  expect(text).toMatch(new RegExp(`Locked \\d+ \\w+ \\d+[^.]* UTC after ${LOCK_AFTER} failed sign-ins`));
  expect(text).toContain("A password reset makes it ACTIVE again.");
});

test("an administrator ends all sessions of an account", async ({ server }) => {
  const user = await activeAccount();
  const userClient = await signIn(anonymousClient(server), user);
  const client = await adminClient(server);
  const path = paths.accountDetails(user.id);
  const page = (await client.get(path)).body;
  expect(textOf(page)).toContain("Live sessions1");
  const { headers } = await client.post(path, formOf(page, "account").fields);
  expect(headers.location).toBe(path);

  const { body } = await client.get(path);
  expect(statusOf(body)).toBe(`Ended all sessions of ${user.email}.`);
  expect(textOf(body)).toContain("Live sessions0");
  expect(textOf(body)).toContain("All sessions ended");
  expect(body).not.toContain("End all sessions");
  expect(await isSignedIn(userClient)).toBe(false);
});
