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

const makeIdle = (sessionId: string) =>
  transaction((tx) =>
    tx.update(sessions).set({ lastSeenAt: sql`now() - interval '31 minutes'` }).where(eq(sessions.id, sessionId)),
  );

test("an administrator revokes all sessions of an account", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  await signedIn(account);
  await signedIn(account);
  expect(await revokeAccountSessions(actor, account.id)).toBe(2);
  expect(await sessionsNow(account.id)).toEqual([]);
  expect(await revokeAccountSessions(actor, account.id)).toBe(0);
  expect(await namesOfEventsAbout(account.id)).toEqual(["sessions_revoked"]);
});

test("administrators who revoke their own sessions keep the current one", async () => {
  const account = await activeAccount({ roles: ["administrator"] });
  await signedIn(account);
  const actor = await signedIn(account);
  expect(await revokeAccountSessions(actor, account.id.toUpperCase())).toBe(1);
  expect((await sessionsNow(account.id)).map(({ id }) => id)).toEqual([actor.sessionId]);
});

test("the account page counts active sessions only", async () => {
  const account = await activeAccount();
  await signedIn(account);
  const { sessionId } = await signedIn(account);
  await makeIdle(sessionId);
  expect(await findAccount(await administrator(), account.id)).toMatchObject({ activeSessions: 1 });
});

test("the account page shows the state, last sign-in and failures", async () => {
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

test("account details contain no password hash", async () => {
  const account = await activeAccount();
  expect(JSON.stringify(await findAccount(await administrator(), account.id))).not.toContain("bcrypt");
});

test("only administrators see accounts and revoke their sessions", async () => {
  const account = await activeAccount();
  await signedIn(account);
  await expect(findAccount(await viewer(), account.id)).rejects.toBeInstanceOf(Forbidden);
  await expect(revokeAccountSessions(await viewer(), account.id)).rejects.toBeInstanceOf(Forbidden);
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test("an unknown account is not found", async () => {
  const actor = await administrator();
  for (const id of ["unknown", "", "\0", "00000000-0000-4000-8000-000000000000"]) {
    await expect(findAccount(actor, id)).rejects.toBeInstanceOf(NotFound);
    await expect(revokeAccountSessions(actor, id)).rejects.toBeInstanceOf(NotFound);
  }
});
