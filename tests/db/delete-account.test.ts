import { expect, test } from "vitest";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { activeAccount, administrator, anonymousSource, lockedAccount, signedIn, viewer } from "./people.ts";
import { accountNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

test("deleting an account revokes its sessions and keeps its history", async () => {
  const actor = await administrator();
  const leaver = await activeAccount();
  await signIn({ email: leaver.email, password: leaver.password }, anonymousSource());

  expect(await deleteAccount(actor, leaver.id)).toBe(leaver.email);

  expect(await accountNow(leaver.id)).toBeUndefined();
  expect(await sessionsNow(leaver.id)).toEqual([]);
  expect(await eventsAbout(leaver.id)).toMatchObject([
    { event: "signed_in", actorId: leaver.id, targetLabel: leaver.email },
    { event: "account_deleted", actorId: actor.id, actorLabel: actor.email, targetLabel: leaver.email },
  ]);
  expect(await signIn({ email: leaver.email, password: leaver.password }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
});

test("an administrator cannot delete their own account, however its id is spelled", async () => {
  await administrator();
  const actor = await administrator();
  const before = await everything();
  for (const id of [actor.id, actor.id.toUpperCase()])
    await expect(deleteAccount(actor, id)).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
});

test("an account cannot be deleted twice", async () => {
  const actor = await administrator();
  const leaver = await lockedAccount();
  await deleteAccount(actor, leaver.id);
  await expect(deleteAccount(actor, leaver.id)).rejects.toBeInstanceOf(NotFound);
  await expect(deleteAccount(actor, "' OR 1=1 --")).rejects.toBeInstanceOf(NotFound);
});

test("only administrators can delete accounts", async () => {
  const stays = await activeAccount();
  await expect(deleteAccount(await viewer(), stays.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(deleteAccount(await signedIn(stays), stays.id)).rejects.toBeInstanceOf(Forbidden);
  expect(await accountNow(stays.id)).toBeDefined();
});
