import { inviteAccount } from "#lib/accounts/invite-account.ts";
import { mailPasswordReset } from "#lib/accounts/mail-password-reset.ts";
import { resendActivation } from "#lib/accounts/resend-activation.ts";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, administrator, signedIn } from "#tests/db/people.ts";
import { type Letter, linkIn } from "#tests/mail/letter.ts";
import { openHouse } from "../../house.ts";
import { administrator as administratorAccount, rareWord, viewer } from "../../people.ts";
import { callAction, described } from "../actions.ts";
import { Client, filledIn } from "../client.ts";
import { countEvents, dump } from "../database.ts";
import { isIn, isSignedIn, PASSWORD, sendSignIn, signIn, visitor } from "../visitors.ts";
import { CHOSEN, complete, follow, forget, pathOf, secretOf } from "./links.ts";
import { sendingThrough } from "./sending.ts";
import { expect, test } from "./test.ts";

const ACTIVATE = /^Activate your account/;
const RESET = /^Choose a new password/;
const FORGOT = /^Forgot your password/;

test("accounts are activated and passwords reset through what Resend's API is given", async ({ house, provider }) => {
  const boss = await signIn(visitor(house), await administratorAccount());
  const email = `${rareWord()}@example.com`;
  const names = { firstName: "Grace", lastName: "Hopper", email };
  expect((await boss.submit(paths.newAccount, "email", names)).headers.location).toBe(paths.accounts);
  const client = visitor(house);
  const activated = await complete(client, await provider.letters.next(email, ACTIVATE));
  expect(activated.headers.location).toBe(paths.login);
  expect(isIn(activated)).toBe(false);
  expect(isIn(await sendSignIn(client, { email, password: CHOSEN.password }))).toBe(true);

  const reader = visitor(house);
  expect((await forget(reader, email)).status).toBe(200);
  const reset = await complete(reader, await provider.letters.next(email, FORGOT), {
    password: "another one altogether",
    confirmation: "another one altogether",
  });
  expect(reset.headers.location).toBe(paths.login);
  expect(isIn(reset)).toBe(false);
  expect(await isSignedIn(client)).toBe(false);
  expect(isIn(await sendSignIn(visitor(house), { email, password: CHOSEN.password }))).toBe(false);
  expect(isIn(await sendSignIn(visitor(house), { email, password: "another one altogether" }))).toBe(true);
  await provider.letters.next(email, /^Your password .* was changed/);
});

test("of forty who complete one link at once one succeeds", async ({ house, provider }) => {
  const person = await viewer();
  await mailPasswordReset(await administrator(), person.id, false);
  const letter = await provider.letters.next(person.email, RESET);
  const first = visitor(house);
  const form = await first.form(await follow(first, letter), "confirmation");
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const password = `${CHOSEN.password} ${index}`;
      return first.copy(house).post(paths.completeReset, filledIn(form, { password, confirmation: password }));
    }),
  );
  const won = answers.filter(({ headers }) => headers.location === paths.login);
  expect(won.length).toBe(1);
  expect(await countEvents("password_reset_completed", person.id)).toBe(1);
  const password = `${CHOSEN.password} ${answers.indexOf(won[0] as (typeof answers)[0])}`;
  expect(isIn(await sendSignIn(visitor(house), { ...person, password }))).toBe(true);
});

test("looking at a link by whatever method changes nothing, nor does its form while nothing is typed", async ({
  house,
  provider,
}) => {
  const person = await accountWithoutPassword();
  await resendActivation(await administrator(), person.id);
  const letter = await provider.letters.next(person.email, ACTIVATE);
  await expect.poll(async () => JSON.stringify((await dump()).mails)).not.toContain("WAITING");
  const before = await dump();
  for (let look = 0; look < 5; look++) {
    for (const method of ["GET", "HEAD"]) {
      const scanner = visitor(house);
      await scanner.send(method, pathOf(letter), { headers: { purpose: "prefetch" } });
      await scanner.send(method, paths.activate);
      await scanner.getInPlace(paths.activate);
    }
  }
  const client = visitor(house);
  await follow(client, letter);
  for (const values of [{}, { password: "", confirmation: "" }, { ...CHOSEN, confirmation: "another" }])
    expect((await client.submit(paths.activate, "confirmation", values)).status).toBe(200);
  expect(await dump()).toEqual(before);
  expect((await complete(client, letter)).headers.location).toBe(paths.login);
});

test("a link serves its own purpose and account alone, whatever its form is made to say", async ({
  house,
  provider,
}) => {
  const boss = await administrator();
  const invited = await accountWithoutPassword();
  const other = await viewer();
  await resendActivation(boss, invited.id);
  await mailPasswordReset(boss, other.id, false);
  const activation = await provider.letters.next(invited.email, ACTIVATE);
  const reset = await provider.letters.next(other.email, RESET);
  const stored = async () => {
    const { accounts = [], credentials = [] } = await dump();
    return [...accounts, ...credentials].filter((row) => row.includes(invited.id) || row.includes(other.id));
  };
  const before = await stored();
  const held: readonly (readonly [action: string, cookie: string, value: string])[] = [
    ["completeResetAction", "password-reset", secretOf(activation)],
    ["activateAccountAction", "activation", secretOf(reset)],
    ["confirmEmailAction", "email-change", secretOf(reset)],
    ["completeResetAction", "password-reset", ""],
    ["completeResetAction", "password-reset", "x"],
    ["completeResetAction", "password-reset", `${secretOf(reset)},${secretOf(reset)}`],
    ["completeResetAction", "password-reset[]", secretOf(reset)],
  ];
  for (const [action, cookie, value] of held) {
    const client = await signIn(visitor(house), await viewer());
    client.cookies.set(`gatehouse.link.${cookie}`, value);
    const { headers } = await callAction(client, action, other);
    const leads = `${described(action).page(other)};push`;
    expect(headers["x-action-redirect"], `${action} with ${cookie}=${value}`).toBe(leads);
  }
  const stranger = visitor(house);
  await follow(stranger, activation);
  const { fields } = await stranger.form(paths.activate, "confirmation");
  const forged = fields.filter(([name]) => name !== "link" && !(name in CHOSEN));
  for (const link of ["", "x", other.id, invited.id, "00000000-0000-4000-8000-000000000000"]) {
    const sent = [...forged, ["link", link] as const, ["account", other.id] as const, ["email", other.email] as const];
    const passwords = Object.entries(CHOSEN);
    expect((await stranger.post(paths.activate, [...sent, ...passwords])).body).toContain("Another link was opened");
  }
  expect(await stored()).toEqual(before);
  const extra = { account: other.id, id: other.id, email: other.email, roles: "administrator" };
  await complete(stranger, activation, extra);
  expect(isIn(await sendSignIn(visitor(house), { email: invited.email, password: CHOSEN.password }))).toBe(true);
  expect(isIn(await sendSignIn(visitor(house), { email: other.email, password: PASSWORD }))).toBe(true);
});

test("no host that a request claims gets into a mailed link", async ({ house, provider }) => {
  const evil = "evil.example";
  const claims: readonly Record<string, string>[] = [
    { host: evil },
    { "x-forwarded-host": evil, "x-forwarded-proto": "https" },
    { forwarded: `host=${evil};proto=https` },
    { "x-original-host": evil, "x-host": evil, "x-forwarded-server": evil, "x-original-url": `https://${evil}/` },
    { host: `${new URL(house.url).host}@${evil}`, "x-forwarded-port": "1" },
  ];
  for (const claim of claims) {
    const person = await viewer();
    const client = visitor(house);
    const form = await client.form(paths.forgotPassword, "email");
    const answer = await client.post(paths.forgotPassword, filledIn(form, { email: person.email }), claim);
    expect(answer.status, JSON.stringify(claim)).toBe(200);
    const letter = await provider.letters.next(person.email, FORGOT);
    expect(new URL(linkIn(letter)).origin).toBe(house.environment.APP_URL);
    expect(JSON.stringify(letter)).not.toContain(evil);
  }
});

test("no mailed secret is stored, logged or shown on another page, and what a link leads to holds none", async ({
  house,
  provider,
}) => {
  const actor = await administratorAccount();
  const boss = await signIn(visitor(house), actor);
  const invitedEmail = `${rareWord()}@example.com`;
  const profile = { firstName: "Ann", lastName: "Other", phone: null };
  await inviteAccount(await signedIn(actor), { ...profile, email: invitedEmail, roles: ["viewer"] });
  const person = await viewer();
  await forget(visitor(house), person.email);
  const own = await signIn(visitor(house), person);
  const email = `${rareWord()}@example.com`;
  await own.submit(paths.account, "email", { email, currentPassword: PASSWORD });
  const followed = [
    await provider.letters.next(invitedEmail, ACTIVATE),
    await provider.letters.next(person.email, FORGOT),
  ];
  const letters = [...followed, await provider.letters.next(email, /^Confirm your new e-mail address/)];
  const places: Record<string, string> = {};
  for (const letter of followed) {
    const client = visitor(house);
    const page = await follow(client, letter);
    places[`the page of ${page}`] = (await client.get(page)).body + (await client.getInPlace(page)).body;
    await complete(client, letter);
    places[`the page of ${page}, used`] = (await client.get(page)).body;
  }
  for (const path of [paths.account, paths.accounts, paths.outgoingMail, paths.accountDetails(person.id)])
    places[path] = (await boss.get(path)).body + (await boss.getInPlace(path)).body;
  // One mail is still on its way: what it carries must not be read either.
  provider.answer(() => "hang");
  const late = await viewer();
  await forget(visitor(house), late.email);
  const itsLetter = () => provider.requests.find(({ letter }) => letter.to === late.email)?.letter;
  await expect.poll(itsLetter).toBeDefined();
  letters.push(itsLetter() as Letter);
  places["what the server said"] = house.said();
  places["the database"] = JSON.stringify(await dump());
  places["the queue"] = JSON.stringify(await dump("graphile_worker"));
  expect(places["the queue"]).toContain("mailId");
  provider.answer(() => undefined);
  provider.hangUp();
  for (const [place, text] of Object.entries(places)) {
    for (const letter of letters) expect(text.includes(secretOf(letter)), `${letter.subject} in ${place}`).toBe(false);
  }
});

test("what a browser holds of a link is for this host alone and out of scripts' reach, and over https for https alone", async ({
  house,
  provider,
}) => {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = house.environment;
  const shared = { DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, ...sendingThrough(provider) };
  const secured = await openHouse({ ...shared, APP_URL: "https://gate.example" });
  try {
    for (const [where, prefix, secure] of [
      [house, "", []],
      [secured, "__Host-", ["secure"]],
    ] as const) {
      for (const [page, purpose] of [
        [paths.activate, "activation"],
        [paths.completeReset, "password-reset"],
        [paths.confirmEmail, "email-change"],
      ]) {
        const { setCookies } = await new Client(where).get(`${page}/some-secret`);
        expect(setCookies.length).toBe(1);
        const [pair, ...attributes] = String(setCookies[0]).split("; ");
        expect(pair).toBe(`${prefix}gatehouse.link.${purpose}=some-secret`);
        const kept = attributes.map((one) => one.toLowerCase()).filter((one) => !one.startsWith("expires"));
        expect(kept.sort()).toEqual(["httponly", "max-age=3600", "path=/", "samesite=lax", ...secure].sort());
      }
    }
  } finally {
    await secured.close();
  }
});
