import { paths } from "#lib/paths.ts";
import { alertOn, noticeOn } from "../messages.ts";
import { administrator, rareWord, viewer } from "../people.ts";
import { signIn, signInAsAdministrator } from "../signing-in.ts";
import { expect, productAt, test } from "./test.ts";
import { askToComeIn, comeIn, enter, forgetSession, sayWho, signInButton } from "./walking.ts";

const NO_ACCESS = "You have no access yet";

test("who is added by e-mail is told by mail how to sign in, is linked at the first sign-in, and later needs the button alone", async ({
  page,
  anotherBrowser,
  provider,
  mailbox,
}) => {
  const email = `${rareWord()}@example.com`;
  await signInAsAdministrator(page, paths.newAccount);
  await expect(page.locator("form.card").getByRole("textbox")).toHaveCount(1);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(noticeOn(page)).toHaveText(`Added the account ${email}. A mail says how to sign in.`);
  await expect(page.getByText("Nobody there has been matched")).toBeVisible();

  const letter = await mailbox.letters.next(email, /^How to sign in/);
  const [way] = letter.text.match(/http\S+\/login/) ?? [];
  const theirs = await anotherBrowser();
  const subject = enter(provider, email.toUpperCase(), { given_name: "Ada", family_name: "Byron" });
  await theirs.goto(String(way));
  await signInButton(theirs).click();
  await sayWho(theirs, subject);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("Welcome, Ada");
  await page.reload();
  await expect(page.getByRole("region", { name: "At Example" })).toContainText(subject);
  await expect(page.getByRole("region", { name: "Details" })).toContainText("Byron");

  await forgetSession(theirs);
  await theirs.goto(paths.account);
  await signInButton(theirs).click();
  await expect(theirs).toHaveURL(paths.account);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("My account");

  await forgetSession(theirs);
  const wanted = `${productAt(provider)}/.well-known/openid-configuration?a=1&b=2`;
  await theirs.goto(`${paths.login}?back=${wanted}`);
  await signInButton(theirs).click();
  await expect(theirs).toHaveURL(wanted);
});

test("an e-mail that drifts at the provider is shown to administrators and not followed, until its link is forgotten", async ({
  page,
  anotherBrowser,
  provider,
}) => {
  const person = await viewer();
  const subject = enter(provider, person.email);
  const theirs = await anotherBrowser();
  await comeIn(theirs, subject);
  const drifted = `${rareWord()}@example.com`;
  provider.people.set(subject, { email: drifted, email_verified: true });
  await forgetSession(theirs);
  await theirs.goto(paths.home);
  await signInButton(theirs).click();
  await expect(theirs.getByRole("link", { name: person.email })).toBeVisible();

  await signInAsAdministrator(page, paths.accountDetails(person.id));
  const identity = page.getByRole("region", { name: "At Example" });
  await expect(identity).toContainText(drifted);
  await expect(identity).toContainText("Not the one of this account.");
  await identity.getByRole("button", { name: "Forget the identity provider’s link" }).click();
  await expect(noticeOn(page)).toBeVisible();
  await expect(page.getByRole("region", { name: "History" })).toContainText("Link to the identity provider forgotten");
  await theirs.reload();
  await expect(theirs).toHaveURL(new RegExp(paths.login));
  await comeIn(await anotherBrowser(), enter(provider, person.email));
});

test("nobody comes in whom no account names, whose e-mail is not verified, or whose e-mail is somebody else's already", async ({
  page,
  anotherBrowser,
  provider,
}) => {
  const person = await viewer();
  await comeIn(page, enter(provider, person.email));
  const stranger = enter(provider, `${rareWord()}@example.com`);
  const unverified = enter(provider, (await viewer()).email, { email_verified: false });
  const recycled = enter(provider, person.email);
  const theirs = await anotherBrowser();
  await askToComeIn(theirs, stranger);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText(NO_ACCESS);
  await expect(theirs.getByText("Ask your administrator")).toBeVisible();
  for (const subject of [unverified, recycled]) {
    await signInButton(theirs).click();
    await sayWho(theirs, subject);
    await expect(theirs.getByRole("heading", { level: 1 })).toHaveText(NO_ACCESS);
  }
  await theirs.goto(paths.account);
  await expect(theirs).toHaveURL(new RegExp(paths.login));
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
});

test("the first administrator comes in by e-mail alone; with OIDC_TRUST_EMAIL also by one that is not said to be verified", async ({
  page,
  provider,
  anotherHouse,
}) => {
  const house = await anotherHouse({ OIDC_TRUST_EMAIL: "true", ADMIN_EMAIL: "first@example.com" });
  await expect.poll(house.said).toContain("first@example.com, as Example knows it");
  expect(house.said()).not.toMatch(/password/i);
  await page.goto(house.url);
  await signInButton(page).click();
  await sayWho(page, enter(provider, "First@example.com", { email_verified: undefined }));
  await expect(page).toHaveURL(`${house.url}/`);
  await expect(page.getByRole("link", { name: "first@example.com" })).toBeVisible();
});

test("signing out ends the session here and, when confirmed there, at the provider, and leads back", async ({
  page,
  provider,
}) => {
  const subject = enter(provider, (await viewer()).email);
  await comeIn(page, subject);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out of Example" }).click();
  await expect(page).toHaveURL(paths.login);
  await expect(noticeOn(page)).toHaveText("You are signed out.");
  await signInButton(page).click();
  await expect(page.getByLabel("Who are you?")).toBeVisible();
});

test("who signs out at the provider is signed out here at once", async ({ page, anotherBrowser, provider }) => {
  const subject = enter(provider, (await viewer()).email);
  await comeIn(page, subject, paths.account);
  const untouched = await anotherBrowser();
  await comeIn(untouched, enter(provider, (await viewer()).email), paths.account);
  const elsewhere = await page.context().newPage();
  await elsewhere.goto(`${provider.issuer}/session/end`);
  await elsewhere.getByRole("button", { name: "Sign out of Example" }).click();
  await expect(elsewhere.getByRole("heading", { level: 1 })).toHaveText("Signed out");
  await page.reload();
  await expect(page).toHaveURL(new RegExp(paths.login));
  await untouched.reload();
  await expect(untouched).toHaveURL(paths.account);
});

test("sign-ins go on when the provider signs with another of its keys", async ({ page, provider }) => {
  const subject = enter(provider, (await viewer()).email);
  await comeIn(page, subject);
  await provider.rotateKeys();
  await forgetSession(page);
  await comeIn(page, subject);
});

test("an answer of the provider's counts in the browser that asked for it, and once", async ({
  page,
  anotherBrowser,
  provider,
}) => {
  const answer = page.waitForRequest((request) => request.url().includes(`${paths.providerCallback}?`));
  await comeIn(page, enter(provider, (await viewer()).email));
  await forgetSession(page);
  for (const browser of [await anotherBrowser(), page]) {
    await browser.goto((await answer).url());
    await expect(alertOn(browser)).toHaveText("This sign-in is not valid any more. Start it again here.");
    await browser.goto(paths.account);
    await expect(browser).toHaveURL(new RegExp(paths.login));
  }
});

test("a provider that is down, or a sign-in that is called off, is said on a page that lets people try again", async ({
  page,
  provider,
}) => {
  const subject = enter(provider, (await viewer()).email);
  await page.goto(paths.account);
  await signInButton(page).click();
  await page.getByRole("button", { name: "Call it off" }).click();
  await expect(alertOn(page)).toHaveText("The sign-in was called off at Example.");
  provider.failsAt = "/token";
  await signInButton(page).click();
  await sayWho(page, subject);
  await expect(alertOn(page)).toHaveText("Example cannot be reached right now. Try again in a moment.");
  provider.failsAt = undefined;
  await signInButton(page).click();
  await expect(page).toHaveURL(paths.account);
});

test("whose account is deleted is refused at the next request, and keeps the account at the provider", async ({
  page,
  anotherBrowser,
  provider,
}) => {
  const person = await viewer();
  const subject = enter(provider, person.email);
  const theirs = await anotherBrowser();
  await comeIn(theirs, subject, paths.account);
  await signInAsAdministrator(page, paths.deleteAccount(person.id));
  await expect(page.getByText("Only the access here is revoked: the account at Example stays as it is.")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(noticeOn(page)).toHaveText(`Deleted the account ${person.email}.`);
  await theirs.reload();
  await expect(theirs).toHaveURL(new RegExp(paths.login));
  await signInButton(theirs).click();
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText(NO_ACCESS);
});

test("before it is switched on, administrators rehearse whom the provider would let in, and everybody has their password", async ({
  page,
  house,
  provider,
  anotherHouse,
}) => {
  const { DATABASE_URL = "", MIGRATION_DATABASE_URL = "", AUTH_SECRET = "" } = house.environment;
  const trial = await anotherHouse({ DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, OIDC_REHEARSAL: "true" });
  const [self, person] = [await administrator(), await viewer()];
  const there = trial.url + paths.federation;
  await signIn(page, self, there);
  await expect(page.getByRole("heading", { name: "Federation is being tried" })).toBeVisible();
  await expect(page.getByText(trial.url + paths.providerCallback)).toBeVisible();

  const outcomes = [
    [enter(provider, person.email), "This person would come in, and the account would be linked to them."],
    [enter(provider, person.email, { email_verified: false }), "does not say that it has verified the e-mail address"],
    [enter(provider, `${rareWord()}@example.com`), "No account has this e-mail address."],
  ] as const;
  for (const [subject, says] of outcomes) {
    await page.getByRole("button", { name: "Rehearse a sign-in" }).click();
    await sayWho(page, subject);
    await expect(page).toHaveURL(there);
    await expect(noticeOn(page)).toContainText(says);
    await expect(noticeOn(page)).toContainText(subject);
  }
  await expect(page.getByRole("link", { name: self.email })).toBeVisible();

  // Once it is switched on, what a password has opened is over.
  await page.goto(paths.account);
  await expect(page).toHaveURL(new RegExp(paths.login));
});
