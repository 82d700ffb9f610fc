import { expect, test } from "vitest";
import { stateOf } from "#lib/accounts/core/state.ts";
import { Forbidden, NotFound, UserError } from "#lib/errors.ts";
import { issueSingleUsePassword } from "#lib/recovery/issue-single-use-password.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { whileFailing } from "./owner.ts";
import {
  accountWithoutPassword,
  activeAccount,
  administrator,
  anonymousSource,
  lockedAccount,
  PASSWORD,
  signedIn,
  viewer,
} from "./people.ts";
import { credentialsNow, eventsAbout, everything, sessionsNow } from "./queries.ts";

const NEW = "handed over by hand";

test("a locked account is active again once an administrator resets its password", async () => {
  const actor = await administrator();
  const locked = await lockedAccount();
  const handOver = await issueSingleUsePassword(actor, locked.id, NEW);

  const stored = await credentialsNow(locked.id);
  expect(stateOf(stored)).toBe("ACTIVE");
  expect(stored).toMatchObject({ failedAttempts: 0, lastFailedAt: null, singleUseExpiresAt: handOver.expiresAt });
  expect(await signIn({ email: locked.email, password: NEW }, anonymousSource())).toMatchObject({ signedIn: true });
  const [event] = await eventsAbout(locked.id);
  expect(event).toMatchObject({
    event: "single_use_password_issued",
    changes: [{ field: "State", from: "LOCKED", to: "ACTIVE" }],
  });
});

test("a reset ends the old password and every session", async () => {
  const actor = await administrator();
  const forgetful = await activeAccount();
  await signedIn(forgetful);
  await signedIn(forgetful);
  const before = await credentialsNow(forgetful.id);

  await issueSingleUsePassword(actor, forgetful.id, NEW);

  expect(await sessionsNow(forgetful.id)).toEqual([]);
  expect((await credentialsNow(forgetful.id)).version).toBe(before.version + 1);
  expect(await signIn({ email: forgetful.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
});

test("a single-use password works as long as the setting says, by the database's clock", async () => {
  const reset = await activeAccount();
  const { expiresAt } = await issueSingleUsePassword(await administrator(), reset.id, NEW);
  const [event] = await eventsAbout(reset.id);
  expect(expiresAt.getTime() - Number(event?.at.getTime())).toBe(24 * 3_600_000);
});

test("an account that never had a password gets one", async () => {
  const empty = await accountWithoutPassword();
  await issueSingleUsePassword(await administrator(), empty.id, NEW);
  expect(await signIn({ email: empty.email, password: NEW }, anonymousSource())).toMatchObject({ signedIn: true });
});

test.each(["DELETE ON sessions", "INSERT ON audit_events", "UPDATE ON credentials"])(
  "a reset of which a statement fails (%s) leaves everything as it was",
  async (statement) => {
    const actor = await administrator();
    const locked = await lockedAccount();
    await signedIn(locked);
    const before = await everything();
    await whileFailing(statement, () => expect(issueSingleUsePassword(actor, locked.id, NEW)).rejects.toThrow("P0001"));
    expect(await everything()).toEqual(before);
  },
);

test.each([
  ["password1", /too common/],
  ["seven77", /at least 8/],
  ["gatehouse", /product's name/],
])("%s is refused as a single-use password, and nothing is reset", async (typed, reason) => {
  const actor = await administrator();
  const locked = await lockedAccount();
  const before = await everything();
  await expect(issueSingleUsePassword(actor, locked.id, typed)).rejects.toMatchObject({
    problems: { singleUsePassword: expect.stringMatching(reason) },
  });
  expect(await everything()).toEqual(before);
});

test("an account's own e-mail is refused as its single-use password", async () => {
  const locked = await lockedAccount();
  await expect(
    issueSingleUsePassword(await administrator(), locked.id, locked.email.toUpperCase()),
  ).rejects.toMatchObject({
    problems: { singleUsePassword: expect.stringContaining("email") },
  });
});

test("administrators do not reset their own password this way", async () => {
  const actor = await administrator();
  await expect(issueSingleUsePassword(actor, actor.id.toUpperCase(), NEW)).rejects.toBeInstanceOf(UserError);
});

test("only administrators reset passwords, and so unlock", async () => {
  const locked = await lockedAccount();
  await expect(issueSingleUsePassword(await viewer(), locked.id, NEW)).rejects.toBeInstanceOf(Forbidden);
  await expect(issueSingleUsePassword(await signedIn(locked), locked.id, NEW)).rejects.toBeInstanceOf(Forbidden);
  expect(stateOf(await credentialsNow(locked.id))).toBe("LOCKED");
});

test("an account that does not exist cannot be reset", async () => {
  const actor = await administrator();
  for (const id of ["nobody", "00000000-0000-4000-8000-000000000000"])
    await expect(issueSingleUsePassword(actor, id, NEW)).rejects.toBeInstanceOf(NotFound);
});
