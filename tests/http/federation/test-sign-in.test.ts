import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, uniqueWord } from "#tests/db/people.ts";
import { isSignedIn, signIn } from "#tests/http/clients.ts";
import { statusOf, textOf } from "#tests/http/page-text.ts";
import { press } from "#tests/http/press.ts";
import { testAt } from "#tests/http/test.ts";
import { replicaOf, startServer } from "#tests/servers/server.ts";
import { identityProvider } from "#tests/servers/use-server.ts";
import { enter, federatesLike, ProviderClient } from "./provider-client.ts";

const test = testAt("federation");

test("before federation is on, administrators see whom the provider would sign in", async ({ server }) => {
  const trial = await startServer({ ...replicaOf(server), ...federatesLike(server), OIDC_TEST_MODE: "true" });
  try {
    await identityProvider.register(trial.url);
    const [account, user] = [await adminAccount(), await activeAccount()];
    const admin = new ProviderClient(trial);
    await signIn(admin.gatehouse, account);
    const page = textOf(await admin.gatehouse.get(paths.federation));
    expect(page).toContain("Federation is in test mode");
    expect(page).toContain(trial.url + paths.providerCallback);
    const outcomes = [
      [await enter(user.email), "This user would be signed in, and the account would be linked to their identity."],
      [await enter(user.email, { email_verified: false }), "has not verified this user's email address"],
      [await enter(`${uniqueWord()}@example.com`), "No account has this email address."],
    ] as const;
    for (const [subject, explanation] of outcomes) {
      const question = await admin.follow(await press(admin.gatehouse, paths.federation, "Start test sign-in"));
      const result = await admin.identify(question, subject);
      expect(result.url.href).toBe(trial.url + paths.federation);
      expect(statusOf(result)).toContain(explanation);
      expect(textOf(result)).toContain(subject);
      expect(textOf(result)).toContain(account.email);
    }
    // Once federation is on, what a password has opened is over.
    expect(await isSignedIn(admin.gatehouse)).toBe(true);
    expect(await isSignedIn(admin.gatehouse.copy(server))).toBe(false);
  } finally {
    await trial.stop();
  }
});
