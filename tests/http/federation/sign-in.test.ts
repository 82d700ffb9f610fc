import { afterEach, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, uniqueWord } from "#tests/db/people.ts";
import { callAction } from "#tests/http/actions.ts";
import { anonymousClient, isSignedIn, SESSION_COOKIE, startsSession } from "#tests/http/clients.ts";
import { accountsAndCredentials } from "#tests/http/database.ts";
import { alertOf, headingOf, sectionOf, statusOf, textOf } from "#tests/http/page-text.ts";
import { press } from "#tests/http/press.ts";
import { testAt } from "#tests/http/test.ts";
import { startServer } from "#tests/servers/server.ts";
import { identityProvider } from "#tests/servers/use-server.ts";
import { enter, federatesLike, ProviderClient } from "./provider-client.ts";

const test = testAt("federation");

const NO_ACCESS = "You don't have access yet";

afterEach(() => identityProvider.failAt());

test("no password opens a session, however it is sent", async ({ server }) => {
  const user = await activeAccount();
  const client = anonymousClient(server);
  const { csrfToken } = JSON.parse((await client.get("/api/auth/csrf")).body);
  const before = await accountsAndCredentials();
  const { email, password } = user;
  const answers = [
    await client.send("POST", "/api/auth/callback/credentials", {
      headers: { origin: client.origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, email, password }).toString(),
    }),
    await callAction(client, "signInAction", user),
  ];
  for (const answer of answers) {
    expect(answer.status).toBeLessThan(500);
    expect(startsSession(answer)).toBe(false);
  }
  expect(await accountsAndCredentials()).toEqual(before);
});

test("a cancelled sign-in and a failing provider allow another attempt", async ({ server }) => {
  const user = new ProviderClient(server);
  const question = await user.startSignIn(await user.open(paths.account));
  const cancelled = await user.cancel(question);
  expect(alertOf(cancelled)).toBe("The sign-in at Example was cancelled.");
  await identityProvider.failAt("/token");
  const subject = await enter((await activeAccount()).email);
  const down = await user.identify(await user.startSignIn(cancelled), subject);
  expect(alertOf(down)).toBe("Example can't be reached right now. Try again in a moment.");
  expect(await isSignedIn(user.gatehouse)).toBe(false);
  await identityProvider.failAt();
  const arrived = await user.startSignIn(down);
  expect(arrived.url.pathname).toBe(paths.account);
  expect(arrived.status).toBe(200);
});

test("sign-ins go on when the provider signs with another of its keys", async ({ server }) => {
  const subject = await enter((await activeAccount()).email);
  await new ProviderClient(server).signIn(subject);
  await identityProvider.rotateKeys();
  const user = new ProviderClient(server);
  await user.signIn(subject);
  expect(await isSignedIn(user.gatehouse)).toBe(true);
});

test("unknown users, unverified emails and emails linked already open nothing", async ({ server }) => {
  const { email } = await activeAccount();
  const linked = new ProviderClient(server);
  await linked.signIn(await enter(email));
  const client = new ProviderClient(server);
  const unknown = await client.signIn(await enter(`${uniqueWord()}@example.com`));
  expect(headingOf(unknown)).toBe(NO_ACCESS);
  expect(textOf(unknown)).toContain("Ask your administrator");
  const unverified = await enter((await activeAccount()).email, { email_verified: false });
  const recycled = await enter(email);
  let page = unknown;
  for (const subject of [unverified, recycled]) {
    page = await client.identify(await client.startSignIn(page), subject);
    expect(headingOf(page)).toBe(NO_ACCESS);
  }
  expect(await isSignedIn(client.gatehouse)).toBe(false);
  expect(await isSignedIn(linked.gatehouse)).toBe(true);
});

test("the audit log shows what the provider said of a user without an account", async ({ server }) => {
  const email = `${uniqueWord()}@example.com`;
  const subject = await enter(email, { email_verified: false });
  await new ProviderClient(server).signIn(subject);
  const path = `${paths.auditLog}?${new URLSearchParams({ account: email })}`;
  const page = await new ProviderClient(server).signIn(await enter((await adminAccount()).email), path);
  const shown = textOf(page);
  expect(shown).toContain("has not verified this user's email address");
  for (const said of [email, subject]) expect(shown).toContain(said);
});

test("an email that changes at the provider is shown, and not followed", async ({ server }) => {
  const account = await activeAccount();
  const subject = await enter(account.email);
  const user = new ProviderClient(server);
  await user.signIn(subject);
  const changed = `${uniqueWord()}@example.com`;
  await identityProvider.enter(subject, { email: changed, email_verified: true });
  user.gatehouse.cookies.delete(SESSION_COOKIE);
  const home = await user.startSignIn(await user.open(paths.home));
  expect(textOf(home)).toContain(account.email);

  const admin = new ProviderClient(server);
  const details = paths.accountDetails(account.id);
  const page = await admin.signIn(await enter((await adminAccount()).email), details);
  const identity = sectionOf(page, "Identity at Example");
  expect(identity).toContain(changed);
  expect(identity).toContain("Different from this account's email");
  const unlinked = await admin.follow(await press(admin.gatehouse, details, "Unlink identity"));
  expect(statusOf(unlinked)).toBe(`Identity unlinked from ${account.email}.`);
  expect(sectionOf(unlinked, "History")).toContain("Identity unlinked");
  expect(await isSignedIn(user.gatehouse)).toBe(false);
  const another = new ProviderClient(server);
  await another.signIn(await enter(account.email));
  expect(await isSignedIn(another.gatehouse)).toBe(true);
});

test("a deleted account is refused at the next request", async ({ server }) => {
  const account = await activeAccount();
  const user = new ProviderClient(server);
  await user.signIn(await enter(account.email));
  const admin = new ProviderClient(server);
  const path = paths.deleteAccount(account.id);
  const page = await admin.signIn(await enter((await adminAccount()).email), path);
  expect(textOf(page)).toContain("Only access to Gatehouse is removed. The account at Example is not affected.");
  const deleted = await admin.follow(await press(admin.gatehouse, path, "Delete"));
  expect(statusOf(deleted)).toBe(`Account ${account.email} deleted.`);
  const login = await user.open(paths.account);
  expect(login.url.pathname).toBe(paths.login);
  expect(headingOf(await user.startSignIn(login))).toBe(NO_ACCESS);
});

test("with OIDC_TRUST_EMAIL the first administrator needs no verified email", async ({ server }) => {
  const settings = { OIDC_TRUST_EMAIL: "true", ADMIN_EMAIL: "first@example.com" };
  const own = await startServer({ ...federatesLike(server), ...settings });
  try {
    await identityProvider.register(own.url);
    await expect.poll(own.logs, { interval: 10, timeout: 20_000 }).toMatch(/first@example\.com.*Sign in with Example/s);
    expect(own.logs()).not.toMatch(/password/i);
    const first = new ProviderClient(own);
    const home = await first.signIn(await enter("First@example.com", { email_verified: undefined }));
    expect(home.url.href).toBe(`${own.url}/`);
    expect(textOf(home)).toContain("first@example.com");
    expect((await first.gatehouse.get(paths.accounts)).status).toBe(200);
  } finally {
    await own.stop();
  }
});
