import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { StaleEdit } from "#lib/accounts/core/stale-edit.ts";
import { updateOwnProfile } from "#lib/accounts/update-own-profile.ts";
import { NotFound } from "#lib/errors.ts";
import { activeAccount, signedIn, viewer } from "./people.ts";
import { accountNow, eventsAbout } from "./queries.ts";

const PROFILE = { firstName: "Søren", lastName: "Kjær", phone: null };

test("users change their account name and phone, and nothing else", async () => {
  const account = await activeAccount({ phone: "+33612345678" });
  const actor = await signedIn(account);
  await updateOwnProfile(actor, PROFILE, account);
  expect(await accountNow(account.id)).toMatchObject({
    ...PROFILE,
    email: account.email,
    roles: ["viewer"],
    sortKey: "kjaer soren",
    searchText: `soren kjaer soren ${account.email}`,
  });
  expect(await eventsAbout(account.id)).toMatchObject([
    {
      event: "account_updated",
      actorId: account.id,
      changes: [
        { field: "First Name", from: account.firstName, to: "Søren" },
        { field: "Last Name", from: account.lastName, to: "Kjær" },
        { field: "Phone", from: "+33612345678", to: null },
      ],
    },
  ]);
});

test("saving an unchanged profile records no event", async () => {
  const { firstName, lastName, phone, ...account } = await activeAccount();
  await updateOwnProfile(
    await signedIn({ firstName, lastName, phone, ...account }),
    { firstName, lastName, phone },
    { firstName, lastName, phone },
  );
  expect(await eventsAbout(account.id)).toEqual([]);
});

test("a deleted account has no profile to change", async () => {
  const actor = await viewer();
  await transaction((tx) => tx.delete(accounts).where(eq(accounts.id, actor.id)));
  await expect(updateOwnProfile(actor, PROFILE, PROFILE)).rejects.toBeInstanceOf(NotFound);
});

test("a profile that was changed meanwhile is not overwritten", async () => {
  const { firstName, lastName, phone, ...account } = await activeAccount();
  const snapshot = { firstName, lastName, phone };
  const actor = await signedIn({ ...account, ...snapshot });
  await updateOwnProfile(actor, { ...snapshot, lastName: "Meanwhile" }, snapshot);
  await expect(updateOwnProfile(actor, PROFILE, snapshot)).rejects.toBeInstanceOf(StaleEdit);
  expect(await accountNow(account.id)).toMatchObject({ firstName, lastName: "Meanwhile" });
});
