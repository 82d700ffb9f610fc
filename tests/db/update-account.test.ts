import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import type { AccountUpdate } from "#lib/accounts/core/account-input.ts";
import { StaleEdit } from "#lib/accounts/core/stale-edit.ts";
import { listAccounts } from "#lib/accounts/list-accounts.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { activeAccount, administrator, anonymousSource, signedIn, type TestAccount, viewer } from "./people.ts";
import { accountNow, eventsAbout, everything } from "./queries.ts";

const asSeen = ({ firstName, lastName, email, phone, roles }: TestAccount): AccountUpdate => ({
  firstName,
  lastName,
  email,
  phone,
  roles: [...roles],
  emailNotifications: [],
});

test("an administrator can edit every field, and the history records both values", async () => {
  const actor = await administrator();
  const edited = await activeAccount({ phone: null });
  const seen = asSeen(edited);
  const edit: AccountUpdate = {
    firstName: "Renamed",
    lastName: "Entirely",
    email: "renamed@example.com",
    phone: "+33612345678",
    roles: ["device-manager", "viewer"],
    emailNotifications: ["account-locked"],
  };
  expect(await updateAccount(actor, edited.id, edit, seen)).toBe("renamed@example.com");

  expect(await accountNow(edited.id)).toMatchObject(edit);
  const [event] = await eventsAbout(edited.id);
  expect(event).toMatchObject({ event: "account_updated", actorId: actor.id, targetLabel: "renamed@example.com" });
  expect(event?.changes).toEqual([
    { field: "First Name", from: edited.firstName, to: "Renamed" },
    { field: "Last Name", from: edited.lastName, to: "Entirely" },
    { field: "Email", from: edited.email, to: "renamed@example.com" },
    { field: "Phone", from: null, to: "+33612345678" },
    { field: "Roles", added: ["Device manager"], removed: [] },
    { field: "Email notifications", added: ["An account was locked"], removed: [] },
  ]);
});

test("an edited account is found, sorted and signed in to by its new values", async () => {
  const actor = await administrator();
  const edited = await activeAccount();
  const edit = { ...asSeen(edited), firstName: "Quirin", lastName: "Überall", email: "quirin@example.net" };
  await updateAccount(actor, edited.id, edit, asSeen(edited));

  const found = await listAccounts(actor, { search: "uberall quirin", sort: "name" });
  expect(found.rows.map(({ id }) => id)).toEqual([edited.id]);
  const { password } = edited;
  expect(await signIn({ email: "quirin@example.net", password }, anonymousSource())).toMatchObject({ signedIn: true });
  expect(await signIn({ email: edited.email, password }, anonymousSource())).toMatchObject({ signedIn: false });
});

test("saving without changes records nothing", async () => {
  const actor = await administrator();
  const untouched = await activeAccount();
  await updateAccount(actor, untouched.id, asSeen(untouched), asSeen(untouched));
  expect(await eventsAbout(untouched.id)).toEqual([]);
});

test("a stale edit is not saved and reports the current values", async () => {
  const [first, second] = [await administrator(), await administrator()];
  const contested = await activeAccount();
  const seen = asSeen(contested);
  await updateAccount(first, contested.id, { ...seen, firstName: "Earlier" }, seen);

  const later = updateAccount(second, contested.id, { ...seen, lastName: "Later" }, seen);
  await expect(later).rejects.toBeInstanceOf(StaleEdit);
  await expect(later).rejects.toMatchObject({ current: { firstName: "Earlier", lastName: contested.lastName } });
  expect(await accountNow(contested.id)).toMatchObject({ firstName: "Earlier", lastName: contested.lastName });
});

test("only one of two concurrent edits is saved", async () => {
  const [first, second] = [await administrator(), await administrator()];
  const contested = await activeAccount();
  const seen = asSeen(contested);
  const outcomes = await Promise.allSettled([
    updateAccount(first, contested.id, { ...seen, firstName: "One" }, seen),
    updateAccount(second, contested.id, { ...seen, firstName: "Other" }, seen),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(refused?.reason).toBeInstanceOf(StaleEdit);
});

test("an edit with a taken email saves nothing", async () => {
  const actor = await administrator();
  const [edited, neighbour] = [await activeAccount(), await activeAccount()];
  const edit = { ...asSeen(edited), firstName: "Unsaved", email: neighbour.email };
  const before = await everything();
  await expect(updateAccount(actor, edited.id, edit, asSeen(edited))).rejects.toMatchObject({
    problems: { email: expect.any(String) },
  });
  expect(await everything()).toEqual(before);
});

test("administrators cannot remove their own role", async () => {
  await administrator();
  const own = await activeAccount({ roles: ["administrator"] });
  const demoting = updateAccount(await signedIn(own), own.id, { ...asSeen(own), roles: ["viewer"] }, asSeen(own));
  await expect(demoting).rejects.toMatchObject({ problems: { roles: expect.stringContaining("your own") } });
  await expect(
    updateAccount(await signedIn(own), own.id.toUpperCase(), { ...asSeen(own), roles: ["viewer"] }, asSeen(own)),
  ).rejects.toBeInstanceOf(UserError);
});

test("a missing account cannot be edited", async () => {
  const actor = await administrator();
  const deleted = await activeAccount();
  await transaction((tx) => tx.delete(accounts).where(eq(accounts.id, deleted.id)));
  for (const id of [deleted.id, "not-an-id", "", "00000000-0000-4000-8000-000000000000"])
    await expect(updateAccount(actor, id, asSeen(deleted), asSeen(deleted))).rejects.toBeInstanceOf(NotFound);
});

test("only administrators can edit accounts", async () => {
  const edited = await activeAccount();
  const promoted = { ...asSeen(edited), roles: ["administrator" as const] };
  await expect(updateAccount(await viewer(), edited.id, promoted, asSeen(edited))).rejects.toBeInstanceOf(Forbidden);
  await expect(updateAccount(await signedIn(edited), edited.id, promoted, asSeen(edited))).rejects.toBeInstanceOf(
    Forbidden,
  );
  expect(await accountNow(edited.id)).toMatchObject({ roles: ["viewer"] });
});
