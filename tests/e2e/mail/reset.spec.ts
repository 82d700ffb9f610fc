import { paths } from "#lib/paths.ts";
import { openRowMenu } from "../list-page.ts";
import { noticeOn } from "../messages.ts";
import { rareWord, viewer } from "../people.ts";
import { expectRefusedSignIn, signIn, signInAsAdministrator, submitSignIn } from "../signing-in.ts";
import { expect, test } from "./test.ts";
import { completeReset } from "./walking.ts";

const CHOSEN = "three geese and a weathervane";

test("a reset leaves the old password working until it is completed, and then ends it and every session", async ({
  page,
  anotherBrowser,
  mailbox,
}) => {
  const person = await viewer({ lastName: rareWord() });
  const list = `${paths.accounts}?${new URLSearchParams({ search: person.lastName })}`;
  await signInAsAdministrator(page, list);
  await openRowMenu(page, person.email);
  await page.getByRole("link", { name: "Reset user password" }).click();
  await expect(page.getByText("The old password works until that is done.")).toBeVisible();
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(noticeOn(page)).toHaveText(`A reset mail to ${person.email} is on its way.`);
  await expect(page).toHaveURL(list);
  const letter = await mailbox.letters.next(person.email, /^Choose a new password/);
  const theirs = await anotherBrowser();
  await signIn(theirs, person);

  const reader = await anotherBrowser();
  await completeReset(reader, letter, CHOSEN);
  await theirs.getByRole("link", { name: person.email }).click();
  await expect(theirs).toHaveURL(new RegExp(paths.login));
  await submitSignIn(theirs, person);
  await expectRefusedSignIn(theirs);
  await submitSignIn(reader, { ...person, password: CHOSEN });
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);

  const notice = await mailbox.letters.next(person.email, /^Your password at .* was changed/);
  expect(notice.text).toContain(paths.forgotPassword);
  await page.goto(paths.accountDetails(person.id));
  const mails = page.getByRole("region", { name: "Mails" }).getByRole("listitem");
  await expect(mails).toHaveText([/Password changed to .*(SENT|WAITING)/, /Password reset to .*SENT/]);
});

test("a reset that ends access now ends the old password and every session at once", async ({
  page,
  anotherBrowser,
  mailbox,
}) => {
  const person = await viewer();
  const theirs = await anotherBrowser();
  await signIn(theirs, person);
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByRole("link", { name: "Reset user password" }).click();
  await page.getByRole("checkbox", { name: "End access now" }).check();
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(noticeOn(page)).toHaveText(`A reset mail to ${person.email} is on its way.`);
  await expect(page).toHaveURL(paths.accountDetails(person.id));
  await expect(page.getByRole("region", { name: "History" })).toContainText("ended until the reset");

  await theirs.getByRole("link", { name: person.email }).click();
  await expect(theirs).toHaveURL(new RegExp(paths.login));
  await submitSignIn(theirs, person);
  await expectRefusedSignIn(theirs);
  await completeReset(theirs, await mailbox.letters.next(person.email, /^Choose a new password/), CHOSEN);
  await submitSignIn(theirs, { ...person, password: CHOSEN });
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);
});
