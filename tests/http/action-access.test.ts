import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { ACCESS_LEVELS, expectToServeAsDescribed } from "./access-levels.ts";
import { ACTIONS, actionsOfBuild, callAction } from "./actions.ts";
import { anonymousClient, signIn, viewerClient } from "./clients.ts";
import { accountsAndCredentials, dump } from "./database.ts";
import { textOf } from "./page-text.ts";
import { test } from "./test.ts";

test("every server action of the build is described in actions.ts", () => {
  expect([...actionsOfBuild().keys()].sort()).toEqual(Object.keys(ACTIONS).sort());
});

for (const level of ACCESS_LEVELS) {
  test(`a direct action call has the access of its page (${level})`, async ({ server }) => {
    await expectToServeAsDescribed(server, level, ...Object.keys(ACTIONS));
  });
}

test("administrators cannot delete, reset or demote themselves, however their id is spelled", async ({ server }) => {
  const self = await adminAccount();
  await adminAccount();
  const client = await signIn(anonymousClient(server), self);
  const before = await accountsAndCredentials();
  for (const id of [self.id, self.id.toUpperCase()]) {
    const own = { ...self, id };
    const deleted = await callAction(client, "deleteAccountAction", own);
    expect(deleted.body).toContain("You can't delete your own account");
    const reset = await callAction(client, "resetPasswordAction", own);
    expect(reset.body).toContain("You can't reset your own password here");
    const demoted = await client.submit(paths.accountDetails(self.id), "seen", { account: id, roles: ["viewer"] });
    expect(textOf(demoted)).toContain("You can't remove your own Administrator role");
  }
  expect(await accountsAndCredentials()).toEqual(before);
});

test("a user cannot revoke another user's session by its id", async ({ server }) => {
  const owner = await activeAccount();
  const ownersClient = await signIn(anonymousClient(server), owner);
  const session = (await dump()).sessions?.map((row) => JSON.parse(row)).find((row) => row.account_id === owner.id);
  await callAction(await viewerClient(server), "revokeOwnSessionAction", owner, { session: session.id });
  expect((await ownersClient.get(paths.account)).status).toBe(200);
});
