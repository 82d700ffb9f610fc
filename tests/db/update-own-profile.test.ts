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

test("anybody corrects their own names and phone, and nothing else", async () => {
  const own = await activeAccount({ phone: "+33612345678" });
  const actor = await signedIn(own);
  await updateOwnProfile(actor, PROFILE, own);
  expect(await accountNow(own.id)).toMatchObject({
    ...PROFILE,
    email: own.email,
    roles: ["viewer"],
    sortKey: "kjaer soren",
    searchText: `soren kjaer soren ${own.email}`,
  });
  expect(await eventsAbout(own.id)).toMatchObject([
    {
      event: "account_updated",
      actorId: own.id,
      changes: [
        { field: "First Name", from: own.firstName, to: "Søren" },
        { field: "Last Name", from: own.lastName, to: "Kjær" },
        { field: "Phone", from: "+33612345678", to: null },
      ],
    },
  ]);
});

test("a profile saved as it was records nothing", async () => {
  const { firstName, lastName, phone, ...own } = await activeAccount();
  await updateOwnProfile(
    await signedIn({ firstName, lastName, phone, ...own }),
    { firstName, lastName, phone },
    { firstName, lastName, phone },
  );
  expect(await eventsAbout(own.id)).toEqual([]);
});

test("whose account was deleted meanwhile has no profile to correct", async () => {
  const actor = await viewer();
  await transaction((tx) => tx.delete(accounts).where(eq(accounts.id, actor.id)));
  await expect(updateOwnProfile(actor, PROFILE, PROFILE)).rejects.toBeInstanceOf(NotFound);
});

test("a profile that an administrator changed meanwhile is not overwritten", async () => {
  const { firstName, lastName, phone, ...own } = await activeAccount();
  const seen = { firstName, lastName, phone };
  const actor = await signedIn({ ...own, ...seen });
  await updateOwnProfile(actor, { ...seen, lastName: "Meanwhile" }, seen);
  await expect(updateOwnProfile(actor, PROFILE, seen)).rejects.toBeInstanceOf(StaleEdit);
  expect(await accountNow(own.id)).toMatchObject({ firstName, lastName: "Meanwhile" });
});
