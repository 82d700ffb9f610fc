import { expect, test } from "vitest";
import { newAccountInputs } from "#lib/accounts/core/account-input.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { Forbidden, UserError } from "#lib/errors.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";
import { activeAccount, administrator, anonymousSource, viewer } from "./people.ts";
import { accountNow, credentialsNow, everything } from "./queries.ts";

const filledIn = (typed: Record<string, unknown> = {}) =>
  newAccountInputs["single-use-passwords"].parse({
    firstName: "Zoë",
    lastName: "Ångström",
    email: "zoe@example.com",
    phone: "+33 6 12 34 56 78",
    roles: ["viewer"],
    singleUsePassword: "four-ripe-pears",
    ...typed,
  });

test("a new account can sign in with its single-use password", async () => {
  const actor = await administrator();
  const created = await createAccount(actor, filledIn({ email: "Entered@Example.com" }));

  expect(created).toMatchObject({ email: "entered@example.com", singleUsePassword: "four-ripe-pears" });
  expect(await accountNow(created.accountId)).toMatchObject({
    email: "entered@example.com",
    firstName: "Zoë",
    lastName: "Ångström",
    phone: "+33612345678",
    roles: ["viewer"],
  });
  expect((await credentialsNow(created.accountId)).singleUseExpiresAt).toEqual(created.expiresAt);
  const entered = await signIn({ email: "entered@example.com", password: "four-ripe-pears" }, anonymousSource());
  expect(entered.signedIn).toBe(true);
});

test("the single-use password is stored only as a hash", async () => {
  await createAccount(
    await administrator(),
    filledIn({ email: "hashed@example.com", singleUsePassword: "canary-in-coal" }),
  );
  expect(JSON.stringify(await everything())).not.toContain("canary-in-coal");
});

test("a taken email is rejected, ignoring case", async () => {
  const actor = await administrator();
  const neighbour = await activeAccount();
  const again = createAccount(actor, filledIn({ email: neighbour.email.toUpperCase() }));
  await expect(again).rejects.toMatchObject({ problems: { email: expect.stringContaining("Another account") } });
});

test("only one of several concurrent requests creates an account for one email", async () => {
  const actor = await administrator();
  const spellings = [
    "race@example.com",
    "RACE@example.com",
    "Race@Example.com",
    "race@EXAMPLE.COM",
    "rAcE@example.com",
  ];
  const outcomes = await Promise.allSettled(spellings.map((email) => createAccount(actor, filledIn({ email }))));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(UserError);
});

test.each([
  ["a common one", "password1", /too common/],
  ["one too short", "seven77", /at least 8/],
  ["the email address", "Own.Name@example.com", /email address/],
  ["the name of the product", "GateHouse1", /product's name/],
])("%s is rejected as a single-use password with the reason", async (_what, singleUsePassword, reason) => {
  const adding = createAccount(await administrator(), filledIn({ email: "own.name@example.com", singleUsePassword }));
  await expect(adding).rejects.toMatchObject({ problems: { singleUsePassword: expect.stringMatching(reason) } });
});

test("only administrators can create accounts", async () => {
  await expect(createAccount(await viewer(), filledIn({ email: "by-viewer@example.com" }))).rejects.toBeInstanceOf(
    Forbidden,
  );
  const deviceManager = await activeAccount({ roles: ["device-manager", "base-station-manager"] });
  const actor = { ...(await viewer()), id: deviceManager.id, roles: deviceManager.roles };
  await expect(createAccount(actor, filledIn({ email: "by-manager@example.com" }))).rejects.toBeInstanceOf(Forbidden);
});
