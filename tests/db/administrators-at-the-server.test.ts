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

test("the first administrator signs in with a generated single-use password", async () => {
  const issued = await createFirstAdministrator();
  expect(issued).toMatchObject({ email: "admin@example.com", singleUsePassword: expect.any(String) });
  expect(await allAccounts()).toMatchObject([{ email: "admin@example.com", roles: ["administrator"] }]);
  const password = issued?.singleUsePassword;
  expect(await signIn({ email: "admin@example.com", password }, anonymousSource())).toMatchObject({ signedIn: true });
  expect((await credentialsNow(String(issued?.accountId))).singleUseExpiresAt).toEqual(issued?.expiresAt);
});

test("ADMIN_EMAIL and ADMIN_PASSWORD set the first administrator's credentials", async () => {
  const settings = { ADMIN_EMAIL: "Root@Example.org", ADMIN_PASSWORD: "set by the operator" };
  const issued = await withEnvironment(settings, createFirstAdministrator);
  expect(issued).toMatchObject({ email: "root@example.org", singleUsePassword: "set by the operator" });
});

test("a weak ADMIN_PASSWORD creates no administrator", async () => {
  const creation = withEnvironment({ ADMIN_PASSWORD: "password1" }, createFirstAdministrator);
  await expect(creation).rejects.toBeInstanceOf(ConfigError);
  expect(await allAccounts()).toEqual([]);
});

test("only one of eight concurrent starts creates the first administrator", async () => {
  const created = await Promise.all(Array.from({ length: 8 }, createFirstAdministrator));
  expect(created.filter(Boolean)).toHaveLength(1);
  expect(await allAccounts()).toHaveLength(1);
});

test("no first administrator is created once an account exists", async () => {
  await activeAccount();
  expect(await createFirstAdministrator()).toBeUndefined();
  expect(await allAccounts()).toHaveLength(1);
});

test("create-admin creates an administrator for a new email", async () => {
  const issued = await createAdministrator(" Root@Example.com ");
  expect(await accountNow(issued.accountId)).toMatchObject({ email: "root@example.com", roles: ["administrator"] });
  const { singleUsePassword: password } = issued;
  expect(await signIn({ email: "root@example.com", password }, anonymousSource())).toMatchObject({ signedIn: true });
});

test("create-admin restores a locked and demoted account", async () => {
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

test("restoring an administrator records old and new roles and state", async () => {
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
  "create-admin refuses %j as an email",
  async (typed) => {
    await expect(createAdministrator(typed)).rejects.toBeInstanceOf(UserError);
    expect(await allAccounts()).toEqual([]);
  },
);

test("concurrent commands for one email create one account", async () => {
  const created = await Promise.all(
    ["root@example.com", "ROOT@example.com", "Root@Example.com"].map(createAdministrator),
  );
  expect(new Set(created.map(({ accountId }) => accountId)).size).toBe(1);
});
