import { beforeEach, expect, test } from "vitest";
import { read, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { createAdministrator } from "#lib/accounts/create-administrator.ts";
import { createFirstAdministrator } from "#lib/accounts/create-first-administrator.ts";
import { ConfigError } from "#lib/config/index.ts";
import { UserError } from "#lib/errors.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { withEnvironment } from "./environment.ts";
import { activeAccount, anonymousSource, lockedAccount, signedIn } from "./people.ts";
import { accountNow, credentialsNow, eventsAbout, sessionsNow } from "./queries.ts";

beforeEach(async () => {
  await transaction((tx) => tx.delete(accounts));
});

const allAccounts = () => read((db) => db.select().from(accounts));

test("the first administrator enters with the single-use password that was made for them", async () => {
  const handOver = await createFirstAdministrator();
  expect(handOver).toMatchObject({ email: "admin@example.com", singleUsePassword: expect.any(String) });
  expect(await allAccounts()).toMatchObject([{ email: "admin@example.com", roles: ["administrator"] }]);
  const password = handOver?.singleUsePassword;
  expect(await signIn({ email: "admin@example.com", password }, anonymousSource())).toMatchObject({ signedIn: true });
  expect((await credentialsNow(String(handOver?.accountId))).singleUseExpiresAt).toEqual(handOver?.expiresAt);
});

test("the first administrator's e-mail and single-use password are the setting's, where there is one", async () => {
  const settings = { ADMIN_EMAIL: "Root@Example.org", ADMIN_PASSWORD: "set by the operator" };
  const handOver = await withEnvironment(settings, createFirstAdministrator);
  expect(handOver).toMatchObject({ email: "root@example.org", singleUsePassword: "set by the operator" });
});

test("a password that breaks a rule is refused for the first administrator, and nothing is made", async () => {
  const making = withEnvironment({ ADMIN_PASSWORD: "password1" }, createFirstAdministrator);
  await expect(making).rejects.toBeInstanceOf(ConfigError);
  expect(await allAccounts()).toEqual([]);
});

test("of servers that start at once, one makes the first administrator", async () => {
  const made = await Promise.all(Array.from({ length: 8 }, createFirstAdministrator));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await allAccounts()).toHaveLength(1);
});

test("no first administrator is made once there is any account", async () => {
  await activeAccount();
  expect(await createFirstAdministrator()).toBeUndefined();
  expect(await allAccounts()).toHaveLength(1);
});

test("the operator makes an administrator of an e-mail that has no account", async () => {
  const handOver = await createAdministrator(" Root@Example.com ");
  expect(await accountNow(handOver.accountId)).toMatchObject({ email: "root@example.com", roles: ["administrator"] });
  const { singleUsePassword: password } = handOver;
  expect(await signIn({ email: "root@example.com", password }, anonymousSource())).toMatchObject({ signedIn: true });
});

test("the operator gives a locked and demoted account its way back: administrator, active, old sessions over", async () => {
  const locked = await lockedAccount({ roles: ["viewer"] });
  await signedIn(locked);
  const { singleUsePassword: password } = await createAdministrator(locked.email.toUpperCase());

  expect(await accountNow(locked.id)).toMatchObject({
    firstName: locked.firstName,
    phone: locked.phone,
    roles: expect.arrayContaining(["viewer", "administrator"]),
  });
  expect(await credentialsNow(locked.id)).toMatchObject({ lockedAt: null, failedAttempts: 0 });
  expect(await sessionsNow(locked.id)).toEqual([]);
  expect(await signIn({ email: locked.email, password }, anonymousSource())).toMatchObject({ signedIn: true });
});

test("what the operator restored is recorded, the roles and the state from old to new", async () => {
  const locked = await lockedAccount({ roles: ["viewer"] });
  await createAdministrator(locked.email);
  expect(await eventsAbout(locked.id)).toMatchObject([
    {
      event: "administrator_restored",
      actorId: null,
      actorLabel: "the server operator",
      targetLabel: locked.email,
      changes: [
        { field: "Roles", added: ["Administrator"], removed: [] },
        { field: "State", from: "LOCKED", to: "ACTIVE" },
      ],
    },
  ]);
});

test.each(["", "root", "root@", "a@b@c.example", '"root@evil"@example.com'])(
  "%j is no e-mail to make an administrator of",
  async (typed) => {
    await expect(createAdministrator(typed)).rejects.toBeInstanceOf(UserError);
    expect(await allAccounts()).toEqual([]);
  },
);

test("parallel commands for one e-mail make one account", async () => {
  const made = await Promise.all(["root@example.com", "ROOT@example.com", "Root@Example.com"].map(createAdministrator));
  expect(new Set(made.map(({ accountId }) => accountId)).size).toBe(1);
});
