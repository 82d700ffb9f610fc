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

const SINGLE_USE_PASSWORD = "read out by phone";

test("issuing a single-use password unlocks the account", async () => {
  const actor = await administrator();
  const locked = await lockedAccount();
  const issued = await issueSingleUsePassword(actor, locked.id, SINGLE_USE_PASSWORD);

  const stored = await credentialsNow(locked.id);
  expect(stateOf(stored)).toBe("ACTIVE");
  expect(stored).toMatchObject({ failedAttempts: 0, lastFailedAt: null, singleUseExpiresAt: issued.expiresAt });
  expect(await signIn({ email: locked.email, password: SINGLE_USE_PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
  const [event] = await eventsAbout(locked.id);
  expect(event).toMatchObject({
    event: "single_use_password_issued",
    changes: [{ field: "State", from: "LOCKED", to: "ACTIVE" }],
  });
});

test("issuing a single-use password invalidates the old one and all sessions", async () => {
  const actor = await administrator();
  const account = await activeAccount();
  await signedIn(account);
  await signedIn(account);
  const before = await credentialsNow(account.id);

  await issueSingleUsePassword(actor, account.id, SINGLE_USE_PASSWORD);

  expect(await sessionsNow(account.id)).toEqual([]);
  expect((await credentialsNow(account.id)).version).toBe(before.version + 1);
  expect(await signIn({ email: account.email, password: PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: false,
  });
});

test("a single-use password expires after 24 hours by the database's clock", async () => {
  const account = await activeAccount();
  const { expiresAt } = await issueSingleUsePassword(await administrator(), account.id, SINGLE_USE_PASSWORD);
  const [event] = await eventsAbout(account.id);
  expect(expiresAt.getTime() - Number(event?.at.getTime())).toBe(24 * 3_600_000);
});

test("an account without a password gets a single-use one", async () => {
  const account = await accountWithoutPassword();
  await issueSingleUsePassword(await administrator(), account.id, SINGLE_USE_PASSWORD);
  expect(await signIn({ email: account.email, password: SINGLE_USE_PASSWORD }, anonymousSource())).toMatchObject({
    signedIn: true,
  });
});

test.each(["DELETE ON sessions", "INSERT ON audit_events", "UPDATE ON credentials"])(
  "issuing a single-use password rolls back when %s fails",
  async (statement) => {
    const actor = await administrator();
    const locked = await lockedAccount();
    await signedIn(locked);
    const before = await everything();
    await whileFailing(statement, () =>
      expect(issueSingleUsePassword(actor, locked.id, SINGLE_USE_PASSWORD)).rejects.toThrow("P0001"),
    );
    expect(await everything()).toEqual(before);
  },
);

test.each([
  ["password1", /too common/],
  ["seven77", /at least 8/],
  ["gatehouse", /product's name/],
])("%s is refused as a single-use password and changes nothing", async (typed, reason) => {
  const actor = await administrator();
  const locked = await lockedAccount();
  const before = await everything();
  await expect(issueSingleUsePassword(actor, locked.id, typed)).rejects.toMatchObject({
    problems: { singleUsePassword: expect.stringMatching(reason) },
  });
  expect(await everything()).toEqual(before);
});

test("the account's email is refused as its single-use password", async () => {
  const locked = await lockedAccount();
  await expect(
    issueSingleUsePassword(await administrator(), locked.id, locked.email.toUpperCase()),
  ).rejects.toMatchObject({
    problems: { singleUsePassword: expect.stringContaining("email") },
  });
});

test("administrators cannot issue themselves a single-use password", async () => {
  const actor = await administrator();
  await expect(issueSingleUsePassword(actor, actor.id.toUpperCase(), SINGLE_USE_PASSWORD)).rejects.toBeInstanceOf(
    UserError,
  );
});

test("only administrators issue single-use passwords", async () => {
  const locked = await lockedAccount();
  await expect(issueSingleUsePassword(await viewer(), locked.id, SINGLE_USE_PASSWORD)).rejects.toBeInstanceOf(
    Forbidden,
  );
  await expect(issueSingleUsePassword(await signedIn(locked), locked.id, SINGLE_USE_PASSWORD)).rejects.toBeInstanceOf(
    Forbidden,
  );
  expect(stateOf(await credentialsNow(locked.id))).toBe("LOCKED");
});

test("an unknown account gets no single-use password", async () => {
  const actor = await administrator();
  for (const id of ["unknown", "00000000-0000-4000-8000-000000000000"])
    await expect(issueSingleUsePassword(actor, id, SINGLE_USE_PASSWORD)).rejects.toBeInstanceOf(NotFound);
});
