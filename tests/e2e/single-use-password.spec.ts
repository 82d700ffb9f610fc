import { paths } from "#lib/paths.ts";
import { noticeOn } from "./messages.ts";
import { accountWithSingleUsePassword, administrator } from "./people.ts";
import {
  choosePassword,
  comeInWithSingleUsePassword,
  expectRefusedSignIn,
  signIn,
  submitSignIn,
} from "./signing-in.ts";
import { expect, test } from "./test.ts";

const CHOSEN = "a lamp for every window";

test("a single-use password leads to the choice of a password, and nowhere else", async ({ page }) => {
  const newcomer = await accountWithSingleUsePassword({ roles: ["administrator"] });
  const colleague = await administrator();
  await comeInWithSingleUsePassword(page, newcomer);
  const elsewhere = [
    paths.home,
    paths.account,
    paths.accounts,
    paths.newAccount,
    paths.accountDetails(colleague.id),
    paths.resetPassword(colleague.id),
    paths.deleteAccount(colleague.id),
  ];
  for (const path of elsewhere) {
    await page.goto(path);
    await expect(page).toHaveURL(new RegExp(`^[^?]*${paths.newPassword}`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose a password");
  }
});

test("choosing a password lets a person in, where they were going", async ({ page }) => {
  const newcomer = await accountWithSingleUsePassword();
  await page.goto(paths.account);
  await submitSignIn(page, newcomer);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose a password");
  await choosePassword(page, CHOSEN);
  await expect(page).toHaveURL(paths.account);
  await expect(noticeOn(page)).toHaveText("Your new password is set. You are signed in.");
});

test("once a password is chosen, the single-use one works no more and other sessions are over", async ({
  page,
  anotherBrowser,
}) => {
  const newcomer = await accountWithSingleUsePassword();
  const elsewhere = await anotherBrowser();
  await comeInWithSingleUsePassword(elsewhere, newcomer);
  await comeInWithSingleUsePassword(page, newcomer);
  await choosePassword(page, CHOSEN);
  await expect(page).toHaveURL(paths.home);

  await choosePassword(elsewhere, "too late to choose this");
  await expect(elsewhere).toHaveURL(new RegExp(paths.login));
  await submitSignIn(elsewhere, newcomer);
  await expectRefusedSignIn(elsewhere);
  await signIn(elsewhere, { ...newcomer, password: CHOSEN });
});

test("a password that will not do is refused beside its field, and not shown again", async ({ page }) => {
  const newcomer = await accountWithSingleUsePassword();
  await comeInWithSingleUsePassword(page, newcomer);
  const chosen = page.getByLabel("New password");
  const confirmed = page.getByLabel("Confirm password");

  const refusals = [
    { password: "short", says: /at least 8 characters/ },
    { password: newcomer.email, says: /e-mail address/ },
    { password: "password123", says: /most used passwords/ },
    { password: newcomer.password, says: /another password than the single-use one/ },
  ];
  for (const { password, says } of refusals) {
    await choosePassword(page, password);
    await expect(chosen).toHaveAccessibleDescription(says);
    await expect(chosen).toHaveAttribute("aria-invalid", "true");
    await expect(chosen).toBeFocused();
    await expect(chosen).toHaveValue("");
    await expect(confirmed).toHaveValue("");
  }

  await chosen.fill(CHOSEN);
  await confirmed.fill(`${CHOSEN}?`);
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(confirmed).toHaveAccessibleDescription(/not the same as the new password/);
  await expect(page).toHaveURL(paths.newPassword);
});

test("who does not want to choose now can sign out and come back", async ({ page }) => {
  const newcomer = await accountWithSingleUsePassword();
  await comeInWithSingleUsePassword(page, newcomer);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(paths.login);
  await comeInWithSingleUsePassword(page, newcomer);
});
