import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { sessions } from "#db/schema/sessions.ts";
import { asAdministrator, requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { Forbidden } from "#lib/errors.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { activeAccount, administrator, viewer } from "./people.ts";
import { accountNow, eventsAbout } from "./queries.ts";

const rename = (id: string) => async (tx: Transaction) => {
  await tx.update(accounts).set({ firstName: "Changed" }).where(eq(accounts.id, id));
  return "done";
};

test("an administrator's change is applied and returns its result", async () => {
  const target = await activeAccount();
  expect(await asAdministrator(await administrator(), rename(target.id))).toBe("done");
  expect(await accountNow(target.id)).toMatchObject({ firstName: "Changed" });
});

test("a user without the role changes nothing, which is recorded", async () => {
  const actor = await viewer();
  const target = await activeAccount();
  await expect(asAdministrator(actor, rename(target.id))).rejects.toBeInstanceOf(Forbidden);
  await expect(requireAdministrator(actor)).rejects.toBeInstanceOf(Forbidden);
  expect(await accountNow(target.id)).toMatchObject({ firstName: target.firstName });
  const denied = { event: "access_denied", outcome: "failure", actorId: actor.id, address: actor.address };
  expect(await eventsAbout(actor.id)).toMatchObject([denied, denied]);
});

test("an administrator demoted during a request changes nothing", async () => {
  const actor = await administrator();
  const target = await activeAccount();
  await transaction((tx) =>
    tx
      .update(accounts)
      .set({ roles: ["viewer"] })
      .where(eq(accounts.id, actor.id)),
  );
  await expect(asAdministrator(actor, rename(target.id))).rejects.toBeInstanceOf(Forbidden);
  await expect(issueSingleUsePassword(actor, target.id, "a single-use password")).rejects.toBeInstanceOf(Forbidden);
  expect(await accountNow(target.id)).toMatchObject({ firstName: target.firstName });
});

test("an administrator whose session ended during a request changes nothing", async () => {
  const actor = await administrator();
  const target = await activeAccount();
  await transaction((tx) => tx.delete(sessions).where(eq(sessions.id, actor.sessionId)));
  await expect(asAdministrator(actor, rename(target.id))).rejects.toBeInstanceOf(Forbidden);
  expect(await accountNow(target.id)).toMatchObject({ firstName: target.firstName });
});

test("changes of administrators run one at a time", async () => {
  const [one, other] = [await administrator(), await administrator()];
  let running = 0;
  const change = async (tx: Transaction) => {
    expect(++running).toBe(1);
    await tx.select().from(accounts);
    running--;
  };
  await Promise.all([one, other, one, other].map((actor) => asAdministrator(actor, change)));
});
