import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import {
  accountWithExpiredPassword,
  accountWithoutPassword,
  activeAccount,
  anonymousSource,
  lockedAccount,
  PASSWORD,
  type TestAccount,
} from "#tests/db/people.ts";
import { LOCK_AFTER } from "#tests/servers/server.ts";
import { sharedServers } from "#tests/servers/use-server.ts";
import { type Answer, Client, filledIn } from "./client.ts";
import {
  anonymousClient,
  isSignedIn,
  SIGN_IN_REFUSED,
  signIn,
  signInThroughRoute,
  startsSession,
  submitSignIn,
} from "./clients.ts";
import { countEvents, credentialsOf } from "./database.ts";
import { inParallel } from "./in-parallel.ts";
import { test } from "./test.ts";
import { visible } from "./visible.ts";

const WRONG = "not the right one";

const isLocked = async ({ id }: TestAccount) => (await credentialsOf(id)).locked_at !== null;

test("wrong passwords lock an account whichever way they are tried", async ({ server }) => {
  const ways: Readonly<Record<string, (user: TestAccount) => Promise<(password: string) => Promise<Answer>>>> = {
    "the sign-in form": async ({ email }) => {
      const client = anonymousClient(server);
      return (password) => submitSignIn(client, { email, password });
    },
    "next-auth's route": async ({ email }) => {
      const client = anonymousClient(server);
      return (password) => signInThroughRoute(client, { email, password });
    },
    "a change of the password": async (user) => {
      const client = await signIn(anonymousClient(server), user);
      const chosen = { password: "four herons over ice", confirmation: "four herons over ice" };
      return (currentPassword) => client.submit(paths.account, "currentPassword", { currentPassword, ...chosen });
    },
  };
  for (const [way, open] of Object.entries(ways)) {
    const user = await activeAccount();
    const tryPassword = await open(user);
    for (let tried = 1; tried < LOCK_AFTER; tried++) await tryPassword(WRONG);
    expect(await isLocked(user), way).toBe(false);
    await tryPassword(WRONG);
    expect(await isLocked(user), way).toBe(true);
    expect(startsSession(await tryPassword(PASSWORD)), way).toBe(false);
    expect((await credentialsOf(user.id)).failed_attempts, way).toBe(LOCK_AFTER);
  }
});

test("one failure fewer does not lock, and a sign-in resets the count", async ({ server }) => {
  const user = await activeAccount();
  for (let round = 0; round < 2; round++) {
    const client = anonymousClient(server);
    for (let tried = 1; tried < LOCK_AFTER; tried++) await submitSignIn(client, { ...user, password: WRONG });
    expect((await credentialsOf(user.id)).failed_attempts).toBe(LOCK_AFTER - 1);
    await signIn(client, user);
    expect((await credentialsOf(user.id)).failed_attempts).toBe(0);
  }
});

test("a lock revokes no session", async ({ server }) => {
  const user = await activeAccount();
  const client = await signIn(anonymousClient(server), user);
  for (let tried = 1; tried <= LOCK_AFTER; tried++)
    await submitSignIn(anonymousClient(server), { ...user, password: WRONG });
  expect(await isLocked(user)).toBe(true);
  expect(await isSignedIn(client)).toBe(true);
});

test("50 concurrent guesses get no more attempts than the limit", async ({ server }) => {
  const replica = await sharedServers.use("replica");
  const form = await anonymousClient(server).form(paths.login, "password");
  for (let round = 0; round < 3; round++) {
    const user = await activeAccount();
    const rightOne = (round * 17) % 50;
    const passwords = Array.from({ length: 50 }, (_, index) => (index === rightOne ? PASSWORD : `${WRONG} ${index}`));
    await Promise.all(
      passwords.map((password, index) =>
        anonymousClient(index % 2 ? replica : server).post(
          paths.login,
          filledIn(form, { email: user.email, password }),
        ),
      ),
    );
    const { failed_attempts, locked_at } = await credentialsOf(user.id);
    expect(locked_at).not.toBeNull();
    expect(failed_attempts).toBe(LOCK_AFTER);
    expect(await countEvents("account_locked", user.id)).toBe(1);
    expect(startsSession(await submitSignIn(anonymousClient(server), user))).toBe(false);
  }
});

test("every refused sign-in gets the same bytes, whatever its reason", async ({ server }) => {
  const reasons: Readonly<Record<string, { email: string; password: string }>> = {
    unknown: { email: "nobody.here@example.com", password: PASSWORD },
    wrong: { email: (await activeAccount()).email, password: WRONG },
    locked: { email: (await lockedAccount()).email, password: WRONG },
    "right, but locked": await lockedAccount(),
    "right, but expired": await accountWithExpiredPassword(),
    "without a password": await accountWithoutPassword(),
    "no email at all": { email: "not an address", password: PASSWORD },
  };
  for (const send of [submitSignIn, signInThroughRoute]) {
    const answers = await Promise.all(
      Object.entries(reasons).map(async ([reason, credentials]) => {
        const answer = await send(anonymousClient(server), credentials);
        return [reason, visible(answer, credentials.email)] as const;
      }),
    );
    const [first] = answers;
    for (const [reason, answer] of answers) expect(answer, `${reason} against ${first?.[0]}`).toEqual(first?.[1]);
  }
});

test("a locked account refuses correct and wrong passwords alike, uncounted", async ({ server }) => {
  const user = await lockedAccount();
  const before = await credentialsOf(user.id);
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      const answer = await submitSignIn(anonymousClient(server), { ...user, password: index % 2 ? WRONG : PASSWORD });
      return JSON.stringify(visible(answer, user.email));
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain(SIGN_IN_REFUSED);
  expect(await credentialsOf(user.id)).toEqual(before);
  expect(await countEvents("account_locked", user.id)).toBe(0);
});

test("every server throttles a source that fails at many accounts", async ({ server }) => {
  const replica = await sharedServers.use("replica");
  const source = { "x-forwarded-for": String(anonymousSource().address) };
  const form = await anonymousClient(server).form(paths.login, "password");
  const users = await Promise.all(Array.from({ length: 40 }, () => activeAccount()));
  const answers = await inParallel(users, 2, ({ email }, index) =>
    new Client(index % 2 ? replica : server, source).post(paths.login, filledIn(form, { email, password: WRONG })),
  );
  // While one attempt holds the last reservation, others get 503.
  const refused = answers.filter(({ status }) => status === 429 || status === 503);
  expect(refused.length).toBe(10);
  for (const { headers } of refused) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  const limited = refused.filter(({ status }) => status === 429);
  for (const { body } of limited) expect(body).toContain("Too many failed sign-ins.");
  const counted = await Promise.all(users.map(({ id }) => credentialsOf(id)));
  expect(counted.filter(({ failed_attempts }) => failed_attempts > 0).length).toBe(30);

  const routed = await signInThroughRoute(new Client(replica, source), { email: users[0]?.email, password: WRONG });
  expect(routed.status).toBe(429);
  expect(startsSession(await submitSignIn(anonymousClient(server), await activeAccount()))).toBe(true);
});
