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
import { activeAccount, administrator, anonymousSource, invitedAccount, PASSWORD, signedIn } from "./people.ts";
import { credentialsNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

const CHOSEN = "my very own secret";

test("choosing a password spends the single-use one, ends all other sessions, and goes on in a new one", async () => {
  const invited = await invitedAccount();
  const holder = await signedIn(invited);
  await signedIn(invited);
  const source = anonymousSource();
  const secret = await replaceSingleUsePassword(holder, CHOSEN, source);

  const sessions = await sessionsNow(invited.id);
  expect(sessions).toMatchObject([{ tokenHash: hashToken(secret), ...source }]);
  expect(await credentialsNow(invited.id)).toMatchObject({ singleUseExpiresAt: null });
  expect(await signIn({ email: invited.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
  expect(await signIn({ email: invited.email, password: CHOSEN }, anonymousSource())).toMatchObject({ signedIn: true });
  const [event] = await eventsAbout(invited.id);
  expect(event).toMatchObject({ event: "single_use_password_replaced", outcome: "success", actorId: invited.id });
});

test.each([
  ["the single-use one again", PASSWORD, /different from the single-use password/],
  ["a common one", "iloveyou1", /too common/],
  ["one too short", "7 signs", /at least 8/],
  ["one too long", "long ".repeat(26), /at most 128/],
])("%s is refused, and spends nothing", async (_what, password, reason) => {
  const invited = await invitedAccount();
  const holder = await signedIn(invited);
  const before = await everything();
  await expect(replaceSingleUsePassword(holder, password, anonymousSource())).rejects.toMatchObject({
    problems: { password: expect.stringMatching(reason) },
  });
  expect(await everything()).toEqual(before);
});

test("the account's own e-mail is refused", async () => {
  const invited = await invitedAccount();
  const choosing = replaceSingleUsePassword(await signedIn(invited), invited.email.toUpperCase(), anonymousSource());
  await expect(choosing).rejects.toMatchObject({ problems: { password: expect.stringContaining("e-mail") } });
});

test("an expired single-use password chooses nothing", async () => {
  const invited = await invitedAccount();
  const holder = await signedIn(invited);
  await transaction((tx) =>
    tx
      .update(credentials)
      .set({ singleUseExpiresAt: sql`now() - interval '1 second'` })
      .where(eq(credentials.accountId, invited.id)),
  );
  await expect(replaceSingleUsePassword(holder, CHOSEN, anonymousSource())).rejects.toBeInstanceOf(UserError);
});

test("who has chosen already does not choose again without their current password", async () => {
  const holder = await signedIn(await activeAccount());
  await expect(replaceSingleUsePassword(holder, CHOSEN, anonymousSource())).rejects.toBeInstanceOf(UserError);
});

test("of parallel choices by two holders of one single-use password, one is kept", async () => {
  const invited = await invitedAccount();
  const [one, other] = [await signedIn(invited), await signedIn(invited)];
  const outcomes = await Promise.allSettled([
    replaceSingleUsePassword(one, `${CHOSEN} one`, anonymousSource()),
    replaceSingleUsePassword(other, `${CHOSEN} other`, anonymousSource()),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await sessionsNow(invited.id)).toHaveLength(1);
});

test("whose single-use password was replaced meanwhile does not choose in the new one's place", async () => {
  const invited = await invitedAccount();
  const holder = await signedIn(invited);
  await issueSingleUsePassword(await administrator(), invited.id, "handed over by hand");
  const before = await everything();
  await expect(replaceSingleUsePassword(holder, CHOSEN, anonymousSource())).rejects.toBeInstanceOf(UserError);
  expect(await everything()).toEqual(before);
});

test("of a choice and a reset at the same moment, the reset stands", async () => {
  const actor = await administrator();
  const invited = await invitedAccount();
  const holder = await signedIn(invited);
  await Promise.allSettled([
    issueSingleUsePassword(actor, invited.id, "handed over by hand"),
    replaceSingleUsePassword(holder, CHOSEN, anonymousSource()),
  ]);
  expect(await credentialsNow(invited.id)).toMatchObject({ singleUseExpiresAt: expect.any(Date) });
  expect(await sessionsNow(invited.id)).toEqual([]);
});

test.each(["DELETE ON sessions", "INSERT ON sessions", "INSERT ON audit_events"])(
  "a choice of which a statement fails (%s) leaves everything as it was",
  async (statement) => {
    const holder = await signedIn(await invitedAccount());
    const before = await everything();
    await whileFailing(statement, () =>
      expect(replaceSingleUsePassword(holder, CHOSEN, anonymousSource())).rejects.toThrow("P0001"),
    );
    expect(await everything()).toEqual(before);
  },
);
