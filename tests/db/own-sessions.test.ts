import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import { NotFound } from "#lib/errors.ts";
import { ownSessions, revokeOtherSessions, revokeOwnSession } from "#lib/sessions/own-sessions.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { activeAccount, administrator, signedIn, viewer } from "./people.ts";
import { namesOfEventsAbout, sessionsNow } from "./queries.ts";

const backdate = (sessionId: string, column: "lastSeenAt" | "expiresAt", interval: string) =>
  transaction((tx) =>
    tx
      .update(sessions)
      .set({ [column]: sql`now() - ${interval}::interval` })
      .where(eq(sessions.id, sessionId)),
  );

test("users see their active sessions, most recently used first", async () => {
  const account = await activeAccount();
  const [older, current, idle, expired] = [
    await signedIn(account),
    await signedIn(account),
    await signedIn(account),
    await signedIn(account),
  ];
  await backdate(older.sessionId, "lastSeenAt", "10 minutes");
  await backdate(idle.sessionId, "lastSeenAt", "31 minutes");
  await backdate(expired.sessionId, "expiresAt", "1 second");
  await viewer();

  expect(await ownSessions(current)).toMatchObject([
    { id: current.sessionId, isCurrent: true, address: current.address, userAgent: "Lynx/2.9" },
    { id: older.sessionId, isCurrent: false, address: older.address },
  ]);
  expect(JSON.stringify(await ownSessions(current))).not.toContain("secret");
});

test("a user revokes one of their sessions", async () => {
  const account = await activeAccount();
  const [other, current] = [await signedIn(account), await signedIn(account)];
  await revokeOwnSession(current, other.sessionId);
  expect((await sessionsNow(account.id)).map(({ id }) => id)).toEqual([current.sessionId]);
  expect(await namesOfEventsAbout(account.id)).toEqual(["session_revoked"]);
  await expect(revokeOwnSession(current, other.sessionId)).rejects.toBeInstanceOf(NotFound);
});

test("no user revokes another user's session, not even an administrator", async () => {
  const account = await activeAccount();
  const { sessionId } = await signedIn(account);
  await expect(revokeOwnSession(await viewer(), sessionId)).rejects.toBeInstanceOf(NotFound);
  await expect(revokeOwnSession(await administrator(), sessionId)).rejects.toBeInstanceOf(NotFound);
  expect(await sessionsNow(account.id)).toHaveLength(1);
});

test.each(["", "garbage", "\0", "00000000-0000-4000-8000-000000000000"])(
  "an invalid session id (%j) is not found",
  async (id) => {
    await expect(revokeOwnSession(await viewer(), id)).rejects.toBeInstanceOf(NotFound);
  },
);

test("signing out everywhere else keeps the current session", async () => {
  const account = await activeAccount();
  await signedIn(account);
  await signedIn(account);
  const current = await signedIn(account);
  expect(await revokeOtherSessions(current)).toBe(2);
  expect((await sessionsNow(account.id)).map(({ id }) => id)).toEqual([current.sessionId]);
  expect(await revokeOtherSessions(current)).toBe(0);
  expect(await namesOfEventsAbout(account.id)).toEqual(["sessions_revoked"]);
});

test("signing out deletes the session on the server", async () => {
  const account = await activeAccount();
  const [current, other] = [await signedIn(account), await signedIn(account)];
  await signOut(current);
  await signOut(current);
  expect((await sessionsNow(account.id)).map(({ id }) => id)).toEqual([other.sessionId]);
  expect(await namesOfEventsAbout(account.id)).toEqual(["signed_out"]);
});
