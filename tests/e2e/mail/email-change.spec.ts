import { paths } from "#lib/paths.ts";
import { linkIn } from "#tests/mail/letter.ts";
import { alertOn, noticeOn } from "../messages.ts";
import { rareWord, viewer } from "../people.ts";
import { expectRefusedSignIn, signIn, signInAsAdministrator, submitSignIn } from "../signing-in.ts";
import { expect, test } from "./test.ts";

test("a new address of one's own works once it is confirmed by whoever is signed in, and the old one is told", async ({
  page,
  anotherBrowser,
  mailbox,
}) => {
  const person = await viewer();
  const email = `${rareWord()}@example.org`;
  await signIn(page, person, paths.account);
  const form = page.getByRole("region", { name: "Change e-mail address" });
  await form.getByLabel("New e-mail address").fill(email);
  await form.getByLabel("Current password").fill("not my password");
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(form.getByLabel("Current password")).toHaveAccessibleDescription(/not your current password/);
  await expect(form.getByLabel("New e-mail address")).toHaveValue(email);
  await form.getByLabel("Current password").fill(person.password);
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(noticeOn(page)).toHaveText(
    `We have mailed a link to ${email}. The change takes effect when you confirm it.`,
  );
  await expect(page.getByText(`You sign in as ${person.email}.`)).toBeVisible();
  const link = linkIn(await mailbox.letters.next(email, /^Confirm your new e-mail address/));

  const stranger = await anotherBrowser();
  await stranger.goto(link);
  await submitSignIn(stranger, await viewer());
  await expect(stranger.getByText("belongs to another account than yours")).toBeVisible();

  const phone = await anotherBrowser();
  await phone.goto(link);
  await expect(phone).toHaveURL(`${paths.login}?${new URLSearchParams({ next: paths.confirmEmail })}`);
  await submitSignIn(phone, person);
  await expect(phone).toHaveURL(paths.confirmEmail);
  await expect(phone.getByText(email)).toBeVisible();
  await phone.getByRole("button", { name: "Confirm" }).click();
  await expect(noticeOn(phone)).toHaveText(`You sign in with ${email} from now on.`);
  await expect(phone).toHaveURL(paths.account);
  await page.reload();
  await expect(page.getByText(`You sign in as ${email}.`)).toBeVisible();
  const told = await mailbox.letters.next(person.email, /^Your e-mail address at .* was changed/);
  expect(told.text).not.toContain(email);
  await mailbox.letters.next(email, /^Your new e-mail address/);
  await phone.goto(link);
  await expect(phone.getByText("This link was used already.")).toBeVisible();
});

test("an administrator's change of an address takes effect at once and tells both, and the old one's links end", async ({
  page,
  anotherBrowser,
  mailbox,
}) => {
  const person = await viewer();
  const email = `${rareWord()}@example.org`;
  await signInAsAdministrator(page, paths.resetPassword(person.id));
  await page.getByRole("button", { name: "Reset password" }).click();
  const link = linkIn(await mailbox.letters.next(person.email, /^Choose a new password/));
  await page.goto(paths.accountDetails(person.id));
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${email}.`);
  await mailbox.letters.next(person.email, /^Your e-mail address at .* was changed/);
  await mailbox.letters.next(email, /^Your new e-mail address/);

  const theirs = await anotherBrowser();
  await theirs.goto(paths.login);
  await submitSignIn(theirs, person);
  await expectRefusedSignIn(theirs);
  await submitSignIn(theirs, { ...person, email });
  await expect(theirs).toHaveURL(paths.home);
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("There is a newer mail");
  await theirs.getByRole("button", { name: "Send a fresh link to the same mailbox" }).click();
  await page.goto(paths.accountDetails(person.id));
  await expect(page.getByRole("region", { name: "Mails" }).getByRole("listitem")).toHaveText([
    /E-mail address changed to .*/,
    /E-mail address changed to .*/,
    /Password reset to .*SENT/,
  ]);
  await expect(alertOn(page)).toHaveCount(0);
});
