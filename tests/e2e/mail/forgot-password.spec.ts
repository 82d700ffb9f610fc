import { paths } from "#lib/paths.ts";
import { accountWithoutPassword } from "#tests/db/people.ts";
import { LOCK_AFTER } from "../house.ts";
import { noticeOn } from "../messages.ts";
import { viewer } from "../people.ts";
import { guessWrong, signInAsAdministrator, submitSignIn } from "../signing-in.ts";
import { expect, test } from "./test.ts";
import { activate, askForWayIn, completeReset } from "./walking.ts";

const CHOSEN = "one tram to the lighthouse";

test("whoever forgot their password, or never chose one, is mailed a way in, and a stranger is told the same", async ({
  page,
  mailbox,
}) => {
  const forgetful = await viewer();
  const invited = await accountWithoutPassword();
  const nobody = "nobody.at.all@example.com";
  for (const { email } of [forgetful, invited, { email: nobody }]) await askForWayIn(page, email);
  await completeReset(page, await mailbox.letters.next(forgetful.email, /^Forgot your password/), CHOSEN);
  await submitSignIn(page, { email: forgetful.email, password: CHOSEN });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${forgetful.firstName}`);
  await mailbox.letters.next(forgetful.email, /^Your password .* was changed/);

  await page.context().clearCookies();
  await activate(page, await mailbox.letters.next(invited.email, /^Activate your account/), CHOSEN);
  await submitSignIn(page, { email: invited.email, password: CHOSEN });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${invited.firstName}`);
  expect(mailbox.letters.to(nobody)).toEqual([]);
});

test("whoever is locked is told so by mail, comes back in through it, and administrators who want to know hear of it", async ({
  page,
  anotherBrowser,
  mailbox,
}) => {
  const person = await viewer();
  const office = await anotherBrowser();
  const boss = await signInAsAdministrator(office);
  await office.goto(paths.accountDetails(boss.id));
  await office.getByRole("checkbox", { name: "An account was locked" }).check();
  await office.getByRole("button", { name: "Save" }).click();
  await expect(noticeOn(office)).toBeVisible();
  await guessWrong(page, person.email, LOCK_AFTER);
  const letter = await mailbox.letters.next(person.email, /^Your account at .* is locked/);
  const [way] = letter.text.match(/http\S+\/forgot-password/) ?? [];
  await page.goto(String(way));
  await page.getByLabel("Email").fill(person.email);
  await page.getByRole("button", { name: "Send link" }).click();
  await completeReset(page, await mailbox.letters.next(person.email, /^Forgot your password/), CHOSEN);
  await submitSignIn(page, { ...person, password: CHOSEN });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);

  const told = await mailbox.letters.next(boss.email, /^An account at .* was locked/);
  expect(told.text).toContain(person.email);
  expect(told.text).toContain(paths.accountDetails(person.id));
});

test("an address that is none is refused beside its field, and stays as it was typed", async ({ page }) => {
  await page.goto(paths.forgotPassword);
  await page.getByLabel("Email").fill("no@address");
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/Enter one plain e-mail address/);
  await expect(page.getByLabel("Email")).toHaveValue("no@address");
  await expect(page.getByLabel("Email")).toBeFocused();
});
