import { expect, test } from "vitest";
import { updateAccount } from "#lib/accounts/update-account.ts";
import { hashToken } from "#lib/crypto/token.ts";
import { changePassword } from "#lib/passwords/change-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { whileFailing } from "./owner.ts";
import { activeAccount, administrator, anonymousSource, lockedAccount, PASSWORD, signedIn } from "./people.ts";
import { accountNow, credentialsNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

const CHOSEN = "my very own secret";

test("changing a password requires the current one and replaces all sessions", async () => {
  const account = await activeAccount();
  await signedIn(account);
  const actor = await signedIn(account);
  const sessionToken = await changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource());

  const sessions = await sessionsNow(account.id);
  expect(sessions).toMatchObject([{ tokenHash: hashToken(sessionToken) }]);
  expect(sessions[0]?.id).not.toBe(actor.sessionId);
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
  expect(await signIn({ email: account.email, password: CHOSEN }, anonymousSource())).toMatchObject({ signedIn: true });
  const [event] = await eventsAbout(account.id);
  expect(event).toMatchObject({ event: "password_changed", actorId: account.id });
});

test("changing a password leaves the last sign-in unchanged", async () => {
  const account = await activeAccount();
  const { lastSignInAt } = await credentialsNow(account.id);
  await changePassword(await signedIn(account), { current: PASSWORD, chosen: CHOSEN }, anonymousSource());
  expect(await credentialsNow(account.id)).toMatchObject({ lastSignInAt });
});

test("wrong current passwords count towards the lock", async () => {
  const account = await activeAccount();
  const actor = await signedIn(account);
  const wrong = () => changePassword(actor, { current: "wrong guess", chosen: CHOSEN }, anonymousSource());
  for (let turn = 0; turn < 6; turn++)
    await expect(wrong()).rejects.toMatchObject({ problems: { currentPassword: expect.any(String) } });
  for (let turn = 0; turn < 4; turn++)
    await signIn({ email: account.email, password: "wrong guess" }, anonymousSource());

  expect(await credentialsNow(account.id)).toMatchObject({ failedAttempts: 10, lockedAt: expect.any(Date) });
  const failure = { event: "password_change_failed", outcome: "failure", actorId: account.id };
  expect((await eventsAbout(account.id))[0]).toMatchObject(failure);
  const correct = changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource());
  await expect(correct).rejects.toMatchObject({ problems: { currentPassword: expect.any(String) } });
});

test("a locked account cannot change its password", async () => {
  const locked = await lockedAccount();
  const actor = await signedIn(locked);
  const before = await credentialsNow(locked.id);
  await expect(changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource())).rejects.toThrow(
    "locked",
  );
  expect(await credentialsNow(locked.id)).toEqual(before);
});

test.each([
  ["the current one", PASSWORD, /different from your current one/],
  ["common", "sunshine1", /too common/],
  ["too short", "7 signs", /at least 8/],
  ["the product's name", "gatehouse 2026!", /product's name/],
])("a new password that is %s is refused and not counted", async (_what, chosen, reason) => {
  const actor = await signedIn(await activeAccount());
  const before = await everything();
  const changing = changePassword(actor, { current: PASSWORD, chosen }, anonymousSource());
  await expect(changing).rejects.toMatchObject({ problems: { password: expect.stringMatching(reason) } });
  expect(await everything()).toEqual(before);
});

test("the account's email is refused as the new password", async () => {
  const account = await activeAccount();
  const changing = changePassword(
    await signedIn(account),
    { current: PASSWORD, chosen: account.email },
    anonymousSource(),
  );
  await expect(changing).rejects.toMatchObject({ problems: { password: expect.stringContaining("email") } });
});

test("a session does not affect the account that took over its email", async () => {
  const [account, successor] = [await activeAccount(), await activeAccount()];
  const actor = await signedIn(account);
  const admin = await administrator();
  const rename = async (id: string, email: string) => {
    const snapshot = await accountNow(id);
    if (!snapshot) throw new Error("The account is gone.");
    const { firstName, lastName, phone } = snapshot;
    await updateAccount(
      admin,
      id,
      { firstName, lastName, phone, email, roles: ["viewer"], emailNotifications: [] },
      snapshot,
    );
  };
  await rename(account.id, "moved.away@example.com");
  await rename(successor.id, account.email);
  const before = await credentialsNow(successor.id);

  await changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource()).catch(() => undefined);
  expect(await credentialsNow(successor.id)).toEqual(before);
});

test.each(["DELETE ON sessions", "INSERT ON sessions", "INSERT ON audit_events"])(
  "changing a password rolls back when %s fails",
  async (statement) => {
    const actor = await signedIn(await activeAccount());
    const before = await everything();
    await whileFailing(statement, () =>
      expect(changePassword(actor, { current: PASSWORD, chosen: CHOSEN }, anonymousSource())).rejects.toThrow("P0001"),
    );
    expect(await everything()).toEqual(before);
  },
);
