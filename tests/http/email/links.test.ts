import { afterEach, expect } from "vitest";
import { storeLinkToken } from "#app/_forms/link-cookie.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { paths } from "#lib/paths.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { withEnvironment } from "#tests/db/environment.ts";
import { newUserByEmail } from "#tests/db/new-users.ts";
import {
  accountWithoutPassword,
  activeAccount,
  adminAccount,
  administrator,
  PASSWORD,
  signedIn,
  uniqueWord,
} from "#tests/db/people.ts";
import { callAction, described } from "#tests/http/actions.ts";
import { Client, filledIn } from "#tests/http/client.ts";
import { adminClient, anonymousClient, isSignedIn, signIn, startsSession, submitSignIn } from "#tests/http/clients.ts";
import { countEvents, dump } from "#tests/http/database.ts";
import { testAt } from "#tests/http/test.ts";
import { linkIn } from "#tests/mail/message.ts";
import { emailProvider, sharedServers } from "#tests/servers/use-server.ts";
import {
  CHOSEN,
  complete,
  deliverEverything,
  follow,
  type Message,
  makeEmailsDue,
  pathOf,
  recoveryEmail,
  requestPasswordReset,
  SOON,
  SUBJECTS,
  tokenOf,
} from "./emails.ts";

const test = testAt("resend");

afterEach(deliverEverything);

test("links activate accounts and reset passwords, and revoke sessions", async ({ server }) => {
  const admin = await adminClient(server);
  const email = `${uniqueWord()}@example.com`;
  const added = await admin.submit(paths.newAccount, "email", { firstName: "Grace", lastName: "Hopper", email });
  expect(added.headers.location).toBe(paths.accounts);
  const client = anonymousClient(server);
  const activated = await complete(client, await emailProvider.next(email, SUBJECTS.activation));
  expect(activated.headers.location).toBe(paths.login);
  expect(startsSession(activated)).toBe(false);
  await signIn(client, { email, password: CHOSEN.password });

  const reader = anonymousClient(server);
  await requestPasswordReset(reader, email);
  const password = "another one altogether";
  const reset = await complete(reader, await recoveryEmail(email, SUBJECTS.forgotPassword), {
    password,
    confirmation: password,
  });
  expect(reset.headers.location).toBe(paths.login);
  expect(startsSession(reset)).toBe(false);
  expect(await isSignedIn(client)).toBe(false);
  expect(startsSession(await submitSignIn(anonymousClient(server), { email, password: CHOSEN.password }))).toBe(false);
  expect(startsSession(await submitSignIn(anonymousClient(server), { email, password }))).toBe(true);
  await emailProvider.next(email, SUBJECTS.passwordChanged);
});

test("only one of forty concurrent requests redeems a link", async ({ server }) => {
  const user = await activeAccount();
  await sendPasswordReset(await administrator(), user.id, false);
  const message = await emailProvider.next(user.email, SUBJECTS.reset);
  const first = anonymousClient(server);
  const form = await first.form(await follow(first, message), "confirmation");
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const password = `${CHOSEN.password} ${index}`;
      return first.copy(server).post(paths.completePasswordReset, filledIn(form, { password, confirmation: password }));
    }),
  );
  const redeemed = answers.map(({ headers }) => headers.location === paths.login);
  expect(redeemed.filter(Boolean).length).toBe(1);
  expect(await countEvents("password_reset_completed", user.id)).toBe(1);
  const password = `${CHOSEN.password} ${redeemed.indexOf(true)}`;
  expect(startsSession(await submitSignIn(anonymousClient(server), { ...user, password }))).toBe(true);
});

test("opening a link and submitting incomplete forms changes nothing", async ({ server }) => {
  const user = await accountWithoutPassword();
  await resendActivation(await administrator(), user.id);
  const message = await emailProvider.next(user.email, SUBJECTS.activation);
  await deliverEverything();
  const before = await dump();
  for (const method of ["GET", "HEAD"]) {
    for (let request = 0; request < 2; request++) {
      const scanner = anonymousClient(server);
      await scanner.send(method, pathOf(message), { headers: { purpose: "prefetch" } });
      await scanner.send(method, paths.activate);
      await scanner.getInPlace(paths.activate);
    }
  }
  const client = anonymousClient(server);
  await follow(client, message);
  for (const values of [{}, { password: "", confirmation: "" }, { ...CHOSEN, confirmation: "another" }])
    expect((await client.submit(paths.activate, "confirmation", values)).status).toBe(200);
  expect(await dump()).toEqual(before);
  expect((await complete(client, message)).headers.location).toBe(paths.login);
});

test("a link serves its own purpose and account, whatever its form says", async ({ server }) => {
  const admin = await administrator();
  const invited = await accountWithoutPassword();
  const other = await activeAccount();
  await resendActivation(admin, invited.id);
  await sendPasswordReset(admin, other.id, false);
  const activation = await emailProvider.next(invited.email, SUBJECTS.activation);
  const reset = await emailProvider.next(other.email, SUBJECTS.reset);
  const stored = async () => {
    const { accounts = [], credentials = [] } = await dump();
    return [...accounts, ...credentials].filter((row) => row.includes(invited.id) || row.includes(other.id));
  };
  const before = await stored();
  const cookies: readonly (readonly [action: string, cookie: string, value: string])[] = [
    ["completePasswordResetAction", "password-reset", tokenOf(activation)],
    ["activateAccountAction", "activation", tokenOf(reset)],
    ["confirmEmailChangeAction", "email-change", tokenOf(reset)],
    ["completePasswordResetAction", "password-reset", ""],
    ["completePasswordResetAction", "password-reset", "x"],
    ["completePasswordResetAction", "password-reset", `${tokenOf(reset)},${tokenOf(reset)}`],
    ["completePasswordResetAction", "password-reset[]", tokenOf(reset)],
  ];
  for (const [action, cookie, value] of cookies) {
    const client = await signIn(anonymousClient(server), await activeAccount());
    client.cookies.set(`gatehouse.link.${cookie}`, value);
    const { headers } = await callAction(client, action, other);
    const page = `${described(action).page(other)};push`;
    expect(headers["x-action-redirect"], `${action} with ${cookie}=${value}`).toBe(page);
  }
  const client = anonymousClient(server);
  await follow(client, activation);
  const { fields } = await client.form(paths.activate, "confirmation");
  const forged = fields.filter(([name]) => name !== "link" && !(name in CHOSEN));
  for (const link of ["", "x", other.id, invited.id, "00000000-0000-4000-8000-000000000000"]) {
    const sent = [...forged, ["link", link] as const];
    const passwords = Object.entries(CHOSEN);
    expect((await client.post(paths.activate, [...sent, ...passwords])).body).toContain("You opened a different link");
  }
  for (const extra of [{ account: other.id }, { id: other.id }, { email: other.email }, { roles: "administrator" }])
    expect((await complete(client, activation, extra)).status).toBe(400);
  expect(await stored()).toEqual(before);
  await complete(client, activation);
  await signIn(anonymousClient(server), { email: invited.email, password: CHOSEN.password });
  await signIn(anonymousClient(server), { email: other.email, password: PASSWORD });
});

test("no host header gets into an emailed link", async ({ server }) => {
  const evil = "evil.example";
  const claims: readonly Record<string, string>[] = [
    { host: evil },
    { "x-forwarded-host": evil, "x-forwarded-proto": "https" },
    { forwarded: `host=${evil};proto=https` },
    { "x-original-host": evil, "x-host": evil, "x-forwarded-server": evil, "x-original-url": `https://${evil}/` },
    { host: `${new URL(server.url).host}@${evil}`, "x-forwarded-port": "1" },
  ];
  const users = await Promise.all(claims.map(() => activeAccount()));
  for (const [index, { email }] of users.entries()) {
    const client = anonymousClient(server);
    const form = await client.form(paths.forgotPassword, "email");
    const answer = await client.post(paths.forgotPassword, filledIn(form, { email }), claims[index]);
    expect(answer.status, JSON.stringify(claims[index])).toBe(200);
  }
  for (const { email } of users) {
    const message = await recoveryEmail(email, SUBJECTS.forgotPassword);
    expect(new URL(linkIn(message)).origin).toBe(server.environment.APP_URL);
    expect(JSON.stringify(message)).not.toContain(evil);
  }
});

test("no link token is stored, logged or shown", async ({ server }) => {
  const account = await adminAccount();
  const admin = await signIn(anonymousClient(server), account);
  const invitedEmail = `${uniqueWord()}@example.com`;
  await createAccount(await signedIn(account), newUserByEmail({ email: invitedEmail }));
  const user = await activeAccount();
  await requestPasswordReset(anonymousClient(server), user.email);
  const own = await signIn(anonymousClient(server), user);
  const email = `${uniqueWord()}@example.com`;
  await own.submit(paths.account, "email", { email, currentPassword: PASSWORD });
  const followed = [
    await emailProvider.next(invitedEmail, SUBJECTS.activation),
    await recoveryEmail(user.email, SUBJECTS.forgotPassword),
  ];
  const messages = [...followed, await emailProvider.next(email, /^Confirm your new email address/)];
  const places: Record<string, string> = {};
  for (const message of followed) {
    const client = anonymousClient(server);
    const page = await follow(client, message);
    places[`the page of ${page}`] = (await client.get(page)).body + (await client.getInPlace(page)).body;
    await complete(client, message);
    places[`the page of ${page}, used`] = (await client.get(page)).body;
  }
  for (const path of [paths.account, paths.accounts, paths.outgoingMail, paths.accountDetails(user.id)])
    places[path] = (await admin.get(path)).body + (await admin.getInPlace(path)).body;
  // While one email is still queued.
  await deliverEverything();
  await emailProvider.reply("hang");
  const late = await activeAccount();
  await requestPasswordReset(anonymousClient(server), late.email);
  await makeEmailsDue();
  const itsMessage = async () =>
    (await emailProvider.requests()).find(({ message }) => message.to === late.email)?.message;
  await expect.poll(itsMessage, SOON).toBeDefined();
  messages.push((await itsMessage()) as Message);
  places["the log"] = await sharedServers.logs("resend");
  places["the database"] = JSON.stringify(await dump());
  places["the queue"] = JSON.stringify(await dump("graphile_worker"));
  expect(places["the queue"]).toContain("emailId");
  for (const [place, text] of Object.entries(places)) {
    for (const message of messages)
      expect(text.includes(tokenOf(message)), `${message.subject} in ${place}`).toBe(false);
  }
});

const LINKS = [
  [paths.activate, "activation"],
  [paths.completePasswordReset, "password-reset"],
  [paths.confirmEmail, "email-change"],
] as const;

/** A cookie's name and value, and its attributes in order, without the date that repeats how long it lasts. */
const parsed = (line: string | undefined) => {
  const [pair, ...attributes] = String(line).split("; ");
  const kept = attributes.map((one) => one.toLowerCase()).filter((one) => !one.startsWith("expires"));
  return [pair, ...kept.sort()];
};

test("the cookie of a link is host-only and unreadable for scripts", async ({ server }) => {
  for (const [page, purpose] of LINKS) {
    const { setCookies } = await new Client(server).get(`${page}/some-token`);
    expect(setCookies.length).toBe(1);
    const attributes = ["httponly", "max-age=3600", "path=/", "samesite=lax"];
    expect(parsed(setCookies[0])).toEqual([`gatehouse.link.${purpose}=some-token`, ...attributes]);
  }
});

test("over HTTPS, the cookie of a link is secure and prefixed", async () => {
  for (const [, purpose] of LINKS) {
    const { headers } = await withEnvironment(
      { APP_URL: "https://gate.example", INSECURE_FAST_SIGN_IN: "" },
      async () => storeLinkToken(purpose, "some-token"),
    );
    const attributes = ["httponly", "max-age=3600", "path=/", "samesite=lax", "secure"];
    expect(headers.getSetCookie().map(parsed)).toEqual([
      [`__Host-gatehouse.link.${purpose}=some-token`, ...attributes],
    ]);
  }
});
