import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { UserError } from "#lib/errors.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { replaceSingleUsePassword } from "#lib/recovery/replace-single-use-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { whileFailing } from "./owner.ts";
import {
  accountWithSingleUsePassword,
  activeAccount,
  administrator,
  anonymousSource,
  PASSWORD,
  signedIn,
} from "./people.ts";
import { credentialsNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

const CHOSEN = "my very own secret";

test("replacing a single-use password invalidates it and replaces all sessions", async () => {
  const invited = await accountWithSingleUsePassword();
  const user = await signedIn(invited);
  await signedIn(invited);
  const source = anonymousSource();
  const sessionToken = await replaceSingleUsePassword(user, CHOSEN, source);

  const sessions = await sessionsNow(invited.id);
  expect(sessions).toMatchObject([{ tokenHash: hashToken(sessionToken), ...source }]);
  expect(await credentialsNow(invited.id)).toMatchObject({ singleUseExpiresAt: null });
  expect(await signIn({ email: invited.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
  expect(await signIn({ email: invited.email, password: CHOSEN }, anonymousSource())).toMatchObject({ signedIn: true });
  const [event] = await eventsAbout(invited.id);
  expect(event).toMatchObject({ event: "single_use_password_replaced", outcome: "success", actorId: invited.id });
});

test.each([
  ["the single-use one", PASSWORD, /different from the single-use password/],
  ["common", "iloveyou1", /too common/],
  ["too short", "7 signs", /at least 8/],
  ["too long", "long ".repeat(26), /at most 128/],
])("a new password that is %s is refused and changes nothing", async (_what, password, reason) => {
  const invited = await accountWithSingleUsePassword();
  const user = await signedIn(invited);
  const before = await everything();
  await expect(replaceSingleUsePassword(user, password, anonymousSource())).rejects.toMatchObject({
    problems: { password: expect.stringMatching(reason) },
  });
  expect(await everything()).toEqual(before);
});

test("the account's email is refused as the new password", async () => {
  const invited = await accountWithSingleUsePassword();
  const replacement = replaceSingleUsePassword(await signedIn(invited), invited.email.toUpperCase(), anonymousSource());
  await expect(replacement).rejects.toMatchObject({ problems: { password: expect.stringContaining("email") } });
});

test("an expired single-use password cannot be replaced", async () => {
  const invited = await accountWithSingleUsePassword();
  const user = await signedIn(invited);
  await transaction((tx) =>
    tx
      .update(credentials)
      .set({ singleUseExpiresAt: sql`now() - interval '1 second'` })
      .where(eq(credentials.accountId, invited.id)),
  );
  await expect(replaceSingleUsePassword(user, CHOSEN, anonymousSource())).rejects.toBeInstanceOf(UserError);
});

test("a password that the user has chosen cannot be replaced this way", async () => {
  const user = await signedIn(await activeAccount());
  await expect(replaceSingleUsePassword(user, CHOSEN, anonymousSource())).rejects.toBeInstanceOf(UserError);
});

test("only one of two concurrent replacements succeeds", async () => {
  const invited = await accountWithSingleUsePassword();
  const [one, other] = [await signedIn(invited), await signedIn(invited)];
  const outcomes = await Promise.allSettled([
    replaceSingleUsePassword(one, `${CHOSEN} one`, anonymousSource()),
    replaceSingleUsePassword(other, `${CHOSEN} other`, anonymousSource()),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await sessionsNow(invited.id)).toHaveLength(1);
});

test("a session of an older single-use password cannot replace the newer", async () => {
  const invited = await accountWithSingleUsePassword();
  const user = await signedIn(invited);
  await issueSingleUsePassword(await administrator(), invited.id, "read out by phone");
  const before = await everything();
  await expect(replaceSingleUsePassword(user, CHOSEN, anonymousSource())).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
});

test("a reset wins over a concurrent replacement", async () => {
  const actor = await administrator();
  const invited = await accountWithSingleUsePassword();
  const user = await signedIn(invited);
  await Promise.allSettled([
    issueSingleUsePassword(actor, invited.id, "read out by phone"),
    replaceSingleUsePassword(user, CHOSEN, anonymousSource()),
  ]);
  expect(await credentialsNow(invited.id)).toMatchObject({ singleUseExpiresAt: expect.any(Date) });
  expect(await sessionsNow(invited.id)).toEqual([]);
});

test.each(["DELETE ON sessions", "INSERT ON sessions", "INSERT ON audit_events"])(
  "replacing a single-use password rolls back when %s fails",
  async (statement) => {
    const user = await signedIn(await accountWithSingleUsePassword());
    const before = await everything();
    await whileFailing(statement, () =>
      expect(replaceSingleUsePassword(user, CHOSEN, anonymousSource())).rejects.toThrow("P0001"),
    );
    expect(await everything()).toEqual(before);
  },
);
