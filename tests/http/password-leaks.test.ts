import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount, lockedAccount } from "#tests/db/people.ts";
import { sharedServers } from "#tests/servers/use-server.ts";
import { callAction } from "./actions.ts";
import { adminClient, anonymousClient, passwordChangeClient, SESSION_COOKIE, signIn, submitSignIn } from "./clients.ts";
import { credentialsOf, dump } from "./database.ts";
import { test } from "./test.ts";

/** Unique, so that it is found wherever it leaks. */
const canary = (name: string) => `canary ${name} ${randomBytes(9).toString("hex")}`;

const twice = (password: string) => ({ password, confirmation: password });

test("no typed password is stored, logged or shown on another page", async ({ server }) => {
  const typed = {
    given: canary("given"),
    chosen: canary("chosen"),
    changed: canary("changed"),
    wrong: canary("wrong"),
    mistyped: canary("mistyped"),
    reset: canary("reset"),
    asEmail: canary("as an email"),
    broken: canary("broken"),
  };
  const admin = await adminClient(server);
  const target = await activeAccount();
  const email = `canary.${randomBytes(4).toString("hex")}@example.com`;

  const added = { firstName: "Canary", lastName: "Bird", email, singleUsePassword: typed.given };
  await admin.submit(paths.newAccount, "singleUsePassword", added);
  const user = await signIn(anonymousClient(server), { email, password: typed.given });
  await user.submit(paths.newPassword, "confirmation", { password: typed.chosen, confirmation: typed.mistyped });
  await user.submit(paths.newPassword, "confirmation", twice(typed.chosen));
  for (const currentPassword of [typed.wrong, typed.chosen])
    await user.submit(paths.account, "currentPassword", { currentPassword, ...twice(typed.changed) });
  for (const credentials of [
    { email, password: typed.wrong },
    { email: typed.asEmail, password: typed.wrong },
    { email: `${typed.asEmail.replaceAll(" ", ".")}@example.com`, password: "x" },
    { ...(await lockedAccount()), password: typed.wrong },
  ])
    await submitSignIn(anonymousClient(server), credentials);
  await admin.submit(paths.resetPassword(target.id), "singleUsePassword", { singleUsePassword: typed.reset });
  await callAction(admin, "createAccountAction", target, {
    email: "x",
    singleUsePassword: typed.given,
    "roles[0]": "x",
  });
  for (const type of ["text/plain", "application/json", "multipart/form-data"]) {
    const headers = { origin: admin.origin, "content-type": type };
    const body = `{"password":"${typed.broken}"`;
    for (const path of [paths.login, paths.account, "/api/auth/callback/credentials"]) {
      await admin.send("POST", path, { headers, body });
      await admin.send("POST", path, { headers: { ...headers, "next-action": "60".padEnd(42, "0") }, body });
    }
  }

  const places: Record<string, string> = {
    "the server's log": await sharedServers.logs("passwords"),
    "the database": JSON.stringify(await dump()),
  };
  for (const path of [paths.home, paths.account, paths.accounts, paths.accountDetails(target.id)]) {
    places[path] = (await admin.get(path)).body + (await admin.getInPlace(path)).body;
  }
  for (const [place, text] of Object.entries(places)) {
    for (const [name, password] of Object.entries(typed)) {
      for (const spelling of [
        password,
        encodeURIComponent(password),
        password.replaceAll(" ", "+"),
        password.replaceAll(" ", "."),
      ]) {
        expect(text.includes(spelling), `${name} in ${place}`).toBe(false);
      }
    }
  }
});

test("a refused form never shows the typed password", async ({ server }) => {
  const secret = canary("refused");
  const admin = await adminClient(server);
  const withSingleUsePassword = await passwordChangeClient(server);
  const target = await activeAccount();
  const newAccount = { email: "no address", singleUsePassword: secret };
  const change = { currentPassword: secret, password: secret, confirmation: "x" };
  const replacement = { password: secret, confirmation: `${secret}x` };
  const answers = [
    await submitSignIn(anonymousClient(server), { email: target.email, password: secret }),
    await admin.submit(paths.newAccount, "singleUsePassword", newAccount),
    await admin.submit(paths.account, "currentPassword", change),
    await withSingleUsePassword.submit(paths.newPassword, "confirmation", replacement),
    await callAction(admin, "createAccountAction", target, newAccount),
  ];
  for (const { status, body } of answers) {
    expect(status).toBe(200);
    expect(body).not.toContain(secret);
  }
});

test("no page or script data contains a hash or a session", async ({ server }) => {
  const user = await adminAccount();
  const client = await signIn(anonymousClient(server), user);
  const target = await activeAccount();
  const secrets = [
    (await credentialsOf(target.id)).password_hash,
    (await credentialsOf(user.id)).password_hash,
    "hmac-sha384",
    "$2b$",
    "token_hash",
    "passwordHash",
    "tokenHash",
    "credentialVersion",
    client.cookies.get(SESSION_COOKIE) ?? "?",
  ];
  for (const address of [
    paths.home,
    paths.account,
    paths.accounts,
    paths.newAccount,
    paths.accountDetails(target.id),
    paths.resetPassword(target.id),
    paths.deleteAccount(target.id),
  ]) {
    for (const { body } of [await client.get(address), await client.getInPlace(address)])
      for (const secret of secrets) expect(body.includes(secret), `${secret} at ${address}`).toBe(false);
  }
});
