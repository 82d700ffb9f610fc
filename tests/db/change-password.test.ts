import { expect, test } from "vitest";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { whileFailing } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, lockedAccount, PASSWORD, signedIn } from "./people.ts";
import { accountNow, credentialsNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

const CHOSEN = "my very own secret";

test("changing the password needs the current one, and leaves one session: a new one", async () => {
  const own = await activeAccount();
  await signedIn(own);
  const actor = await signedIn(own);
  const secret = await changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource());

  const sessions = await sessionsNow(own.id);
  expect(sessions).toMatchObject([{ tokenHash: hashToken(secret) }]);
  expect(sessions[0]?.id).not.toBe(actor.sessionId);
  expect(await signIn({ email: own.email, password: PASSWORD }, anonymousSource())).toMatchObject({ signedIn: false });
  expect(await signIn({ email: own.email, password: CHOSEN }, anonymousSource())).toMatchObject({ signedIn: true });
  const [event] = await eventsAbout(own.id);
  expect(event).toMatchObject({ event: "password_changed", actorId: own.id });
});

test("changing the password is no sign-in: the last sign-in stays what it was", async () => {
  const own = await activeAccount();
  const { lastSignInAt } = await credentialsNow(own.id);
  await changePassword(await signedIn(own), { current: PASSWORD, chosen: CHOSEN }, anonymousSource());
  expect(await credentialsNow(own.id)).toMatchObject({ lastSignInAt });
});

test("wrong current passwords are counted with all other failures, and lock", async () => {
  const own = await activeAccount();
  const actor = await signedIn(own);
  const wrong = () => changePassword(actor, { current: "wrong guess", chosen: CHOSEN }, anonymousSource());
  for (let turn = 0; turn < 6; turn++)
    await expect(wrong()).rejects.toMatchObject({ problems: { currentPassword: expect.any(String) } });
  for (let turn = 0; turn < 4; turn++) await signIn({ email: own.email, password: "wrong guess" }, anonymousSource());

  expect(await credentialsNow(own.id)).toMatchObject({ failedAttempts: 10, lockedAt: expect.any(Date) });
  const refused = { event: "password_change_failed", outcome: "failure", actorId: own.id };
  expect((await eventsAbout(own.id))[0]).toMatchObject(refused);
  const right = changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource());
  await expect(right).rejects.toMatchObject({ problems: { currentPassword: expect.any(String) } });
});

test("who is locked changes nothing, and stays locked", async () => {
  const locked = await lockedAccount();
  const actor = await signedIn(locked);
  const before = await credentialsNow(locked.id);
  await expect(changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource())).rejects.toThrow(
    "locked",
  );
  expect(await credentialsNow(locked.id)).toEqual(before);
});

test.each([
  ["the current one again", PASSWORD, /different from your current one/],
  ["a common one", "sunshine1", /too common/],
  ["one too short", "7 signs", /at least 8/],
  ["the name of the product", "gatehouse 2026!", /product's name/],
])("%s is refused as the new password, and nothing is counted", async (_what, chosen, reason) => {
  const actor = await signedIn(await activeAccount());
  const before = await everything();
  const changing = changePassword(actor, { current: PASSWORD, chosen }, anonymousSource());
  await expect(changing).rejects.toMatchObject({ problems: { password: expect.stringMatching(reason) } });
  expect(await everything()).toEqual(before);
});

test("the account's own e-mail is refused as the new password", async () => {
  const own = await activeAccount();
  const changing = changePassword(await signedIn(own), { current: PASSWORD, chosen: own.email }, anonymousSource());
  await expect(changing).rejects.toMatchObject({ problems: { password: expect.stringContaining("e-mail") } });
});

test("who asks with an e-mail that has since passed to somebody else does not touch their account", async () => {
  const [own, heir] = [await activeAccount(), await activeAccount()];
  const actor = await signedIn(own);
  const admin = await administrator();
  const rename = async (id: string, email: string) => {
    const seen = await accountNow(id);
    if (!seen) throw new Error("The account is gone.");
    const { firstName, lastName, phone } = seen;
    await updateAccount(
      admin,
      id,
      { firstName, lastName, phone, email, roles: ["viewer"], emailNotifications: [] },
      seen,
    );
  };
  await rename(own.id, "moved.away@example.com");
  await rename(heir.id, own.email);
  const before = await credentialsNow(heir.id);

  await changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource()).catch(() => undefined);
  expect(await credentialsNow(heir.id)).toEqual(before);
});

test.each(["DELETE ON sessions", "INSERT ON sessions", "INSERT ON audit_events"])(
  "a change of which a statement fails (%s) leaves everything as it was",
  async (statement) => {
    const actor = await signedIn(await activeAccount());
    const before = await everything();
    await whileFailing(statement, () =>
      expect(changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource())).rejects.toThrow("P0001"),
    );
    expect(await everything()).toEqual(before);
  },
);
