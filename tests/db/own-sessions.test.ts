import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { sessions } from "#db/schema/sessions.ts";
import { NotFound } from "#lib/errors.ts";
import { ownSessions, revokeOtherSessions, revokeOwnSession } from "#lib/sessions/own-sessions.ts";
import { signOut } from "#lib/sessions/sign-out.ts";
import { activeAccount, administrator, signedIn, viewer } from "./people.ts";
import { namesOfEventsAbout, sessionsNow } from "./queries.ts";

const shift = (sessionId: string, column: "lastSeenAt" | "expiresAt", interval: string) =>
  transaction((tx) =>
    tx
      .update(sessions)
      .set({ [column]: sql`now() - ${interval}::interval` })
      .where(eq(sessions.id, sessionId)),
  );

test("people see their live sessions, the most recently used first, and which is the one they are using", async () => {
  const own = await activeAccount();
  const [older, current, idle, over] = [
    await signedIn(own),
    await signedIn(own),
    await signedIn(own),
    await signedIn(own),
  ];
  await shift(older.sessionId, "lastSeenAt", "10 minutes");
  await shift(idle.sessionId, "lastSeenAt", "31 minutes");
  await shift(over.sessionId, "expiresAt", "1 second");
  await viewer();

  expect(await ownSessions(current)).toMatchObject([
    { id: current.sessionId, isCurrent: true, address: current.address, userAgent: "Lynx/2.9" },
    { id: older.sessionId, isCurrent: false, address: older.address },
  ]);
  expect(JSON.stringify(await ownSessions(current))).not.toContain("secret");
});

test("people end one of their sessions", async () => {
  const own = await activeAccount();
  const [lost, current] = [await signedIn(own), await signedIn(own)];
  await revokeOwnSession(current, lost.sessionId);
  expect((await sessionsNow(own.id)).map(({ id }) => id)).toEqual([current.sessionId]);
  expect(await namesOfEventsAbout(own.id)).toEqual(["session_revoked"]);
  await expect(revokeOwnSession(current, lost.sessionId)).rejects.toBeInstanceOf(NotFound);
});

test("nobody ends somebody else's session this way, not even an administrator", async () => {
  const own = await activeAccount();
  const { sessionId } = await signedIn(own);
  await expect(revokeOwnSession(await viewer(), sessionId)).rejects.toBeInstanceOf(NotFound);
  await expect(revokeOwnSession(await administrator(), sessionId)).rejects.toBeInstanceOf(NotFound);
  expect(await sessionsNow(own.id)).toHaveLength(1);
});

test.each(["", "garbage", "\0", "00000000-0000-4000-8000-000000000000"])(
  "what is no session's id (%j) is not found",
  async (id) => {
    await expect(revokeOwnSession(await viewer(), id)).rejects.toBeInstanceOf(NotFound);
  },
);

test("signing out everywhere else leaves the session that asks", async () => {
  const own = await activeAccount();
  await signedIn(own);
  await signedIn(own);
  const current = await signedIn(own);
  expect(await revokeOtherSessions(current)).toBe(2);
  expect((await sessionsNow(own.id)).map(({ id }) => id)).toEqual([current.sessionId]);
  expect(await revokeOtherSessions(current)).toBe(0);
  expect(await namesOfEventsAbout(own.id)).toEqual(["sessions_revoked"]);
});

test("signing out ends this session on the server, once", async () => {
  const own = await activeAccount();
  const [current, other] = [await signedIn(own), await signedIn(own)];
  await signOut(current);
  await signOut(current);
  expect((await sessionsNow(own.id)).map(({ id }) => id)).toEqual([other.sessionId]);
  expect(await namesOfEventsAbout(own.id)).toEqual(["signed_out"]);
});
