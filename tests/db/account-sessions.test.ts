import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import { findAccount } from "#lib/accounts/find-account.ts";
import { Forbidden, NotFound } from "#lib/errors.ts";
import { revokeAccountSessions } from "#lib/sessions/revoke-account-sessions.ts";
import {
  accountWithExpiredPassword,
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  lockedAccount,
  signedIn,
  viewer,
} from "./people.ts";
import { namesOfEventsAbout, sessionsNow } from "./queries.ts";

const idle = (sessionId: string) =>
  transaction((tx) =>
    tx.update(sessions).set({ lastSeenAt: sql`now() - interval '31 minutes'` }).where(eq(sessions.id, sessionId)),
  );

test("an administrator ends all sessions of an account", async () => {
  const actor = await administrator();
  const roaming = await activeAccount();
  await signedIn(roaming);
  await signedIn(roaming);
  expect(await revokeAccountSessions(actor, roaming.id)).toBe(2);
  expect(await sessionsNow(roaming.id)).toEqual([]);
  expect(await revokeAccountSessions(actor, roaming.id)).toBe(0);
  expect(await namesOfEventsAbout(roaming.id)).toEqual(["sessions_revoked"]);
});

test("administrators who end their own sessions keep the one they are using", async () => {
  const own = await activeAccount({ roles: ["administrator"] });
  await signedIn(own);
  const actor = await signedIn(own);
  expect(await revokeAccountSessions(actor, own.id.toUpperCase())).toBe(1);
  expect((await sessionsNow(own.id)).map(({ id }) => id)).toEqual([actor.sessionId]);
});

test("the account page counts live sessions only", async () => {
  const roaming = await activeAccount();
  await signedIn(roaming);
  const { sessionId } = await signedIn(roaming);
  await idle(sessionId);
  expect(await findAccount(await administrator(), roaming.id)).toMatchObject({ activeSessions: 1 });
});

test("the account page shows the state, and when and after how many failures it came", async () => {
  const actor = await administrator();
  const [locked, invited, expired] = [
    await lockedAccount(),
    await accountWithSingleUsePassword(),
    await accountWithExpiredPassword(),
  ];
  expect(await findAccount(actor, locked.id)).toMatchObject({
    id: locked.id,
    email: locked.email,
    isOwn: false,
    state: "LOCKED",
    failedAttempts: 10,
    lockedAt: expect.any(Date),
    lastSignInAt: expect.any(Date),
  });
  expect(await findAccount(actor, invited.id)).toMatchObject({
    state: "ACTIVE",
    lastSignInAt: null,
    singleUseExpiresAt: expect.any(Date),
  });
  expect(await findAccount(actor, expired.id)).toMatchObject({ state: "ACTIVE", lastSignInAt: null });
  expect(await findAccount(actor, actor.id)).toMatchObject({ isOwn: true, activeSessions: 1 });
});

test("what is shown of an account holds no hash", async () => {
  const somebody = await activeAccount();
  expect(JSON.stringify(await findAccount(await administrator(), somebody.id))).not.toContain("bcrypt");
});

test("only administrators look at accounts and end their sessions", async () => {
  const somebody = await activeAccount();
  await signedIn(somebody);
  await expect(findAccount(await viewer(), somebody.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(revokeAccountSessions(await viewer(), somebody.id)).rejects.toBeInstanceOf(Forbidden);
  expect(await sessionsNow(somebody.id)).toHaveLength(1);
});

test("an account that does not exist is not found", async () => {
  const actor = await administrator();
  for (const id of ["nobody", "", "\0", "00000000-0000-4000-8000-000000000000"]) {
    await expect(findAccount(actor, id)).rejects.toBeInstanceOf(NotFound);
    await expect(revokeAccountSessions(actor, id)).rejects.toBeInstanceOf(NotFound);
  }
});
