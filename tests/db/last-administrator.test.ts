import { and, arrayContains, eq, gt, isNotNull, isNull, or, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { ADMINISTRATOR } from "#lib/access/roles.ts";
import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { MAIL_ON } from "./emails.ts";
import { withEnvironment } from "./environment.ts";
import {
  accountWithExpiredPassword,
  accountWithoutPassword,
  activeAccount,
  lockedAccount,
  signedIn,
} from "./people.ts";
import { accountNow, everything, sessionsNow } from "./queries.ts";

const ROLES = [ADMINISTRATOR];

beforeEach(async () => {
  await transaction((tx) => tx.delete(accounts));
});

const usableAdministrators = () =>
  read((db) =>
    db
      .select({ id: accounts.id })
      .from(accounts)
      .innerJoin(credentials, eq(credentials.accountId, accounts.id))
      .where(
        and(
          arrayContains(accounts.roles, ROLES),
          isNull(credentials.lockedAt),
          isNotNull(credentials.passwordHash),
          or(isNull(credentials.singleUseExpiresAt), gt(credentials.singleUseExpiresAt, sql`now()`)),
        ),
      ),
  );

async function demote(actor: Actor, id: string) {
  const snapshot = await accountNow(id);
  if (!snapshot) throw new NotFound();
  const { firstName, lastName, email, phone } = snapshot;
  const edit = { firstName, lastName, email, phone, roles: ["viewer" as const], emailNotifications: [] };
  return updateAccount(actor, id, edit, snapshot);
}

const endAccess = (actor: Actor, id: string) => sendPasswordReset(actor, id, true);

const twoAdministrators = async () =>
  [
    await signedIn(await activeAccount({ roles: ROLES })),
    await signedIn(await activeAccount({ roles: ROLES })),
  ] as const;

const refusals = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));

test.each([
  ["demote", demote],
  ["delete", deleteAccount],
  ["end the access of", endAccess],
])("two administrators who %s each other concurrently leave one", async (_verb, remove) => {
  await withEnvironment(MAIL_ON, async () => {
    for (let run = 0; run < 50; run++) {
      const [one, other] = await twoAdministrators();
      const outcomes = await Promise.allSettled([remove(one, other.id), remove(other, one.id)]);
      expect(await usableAdministrators()).toHaveLength(1);
      for (const reason of refusals(outcomes)) expect([Forbidden, NotFound]).toContain(reason.constructor);
      await transaction((tx) => tx.delete(accounts));
    }
  });
});

test("five administrators who remove each other concurrently leave at least one", async () => {
  const actors = await Promise.all(
    Array.from({ length: 5 }, async () => signedIn(await activeAccount({ roles: ROLES }))),
  );
  const removals = actors.flatMap((actor) =>
    actors
      .filter((target) => target.id !== actor.id)
      .map((target, turn) => (turn % 2 === 0 ? demote(actor, target.id) : deleteAccount(actor, target.id))),
  );
  await Promise.allSettled(removals);
  expect((await usableAdministrators()).length).toBeGreaterThan(0);
});

test("a locked administrator cannot remove the last one who can sign in", async () => {
  const actor = await signedIn(await lockedAccount({ roles: ROLES }));
  const last = await activeAccount({ roles: ROLES });
  const before = await everything();
  await expect(deleteAccount(actor, last.id)).rejects.toBeInstanceOf(UserError);
  await expect(demote(actor, last.id)).rejects.toBeInstanceOf(UserError);
  await withEnvironment(MAIL_ON, () => expect(endAccess(actor, last.id)).rejects.toBeInstanceOf(UserError));
  expect(await everything()).toEqual(before);
});

test("administrators without a valid password do not count as remaining", async () => {
  const actor = await signedIn(await lockedAccount({ roles: ROLES }));
  await accountWithExpiredPassword({ roles: ROLES });
  await accountWithoutPassword({ roles: ROLES });
  const last = await activeAccount({ roles: ROLES });
  await expect(deleteAccount(actor, last.id)).rejects.toBeInstanceOf(UserError);
  await withEnvironment(MAIL_ON, () => expect(endAccess(actor, last.id)).rejects.toBeInstanceOf(UserError));
});

test("a locked administrator may be deleted while another can sign in", async () => {
  const actor = await signedIn(await activeAccount({ roles: ROLES }));
  const locked = await lockedAccount({ roles: ROLES });
  await deleteAccount(actor, locked.id);
  expect(await accountNow(locked.id)).toBeUndefined();
});

test("two administrators who reset each other concurrently keep one session", async () => {
  const [one, other] = await twoAdministrators();
  const outcomes = await Promise.allSettled([
    issueSingleUsePassword(one, other.id, "read out by phone"),
    issueSingleUsePassword(other, one.id, "read out by phone"),
  ]);
  expect(refusals(outcomes)).toEqual([expect.any(Forbidden)]);
  const sessionsLeft = [...(await sessionsNow(one.id)), ...(await sessionsNow(other.id))];
  expect(sessionsLeft).toHaveLength(1);
});
