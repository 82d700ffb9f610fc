import { paths } from "#lib/paths.ts";
import { activeAccount, signedIn } from "#tests/db/people.ts";
import { statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { expectSignInRefused, signInAddress, startSession, submitSignIn } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

const CHOSEN = "two ferries and no lantern";

flow("a user changes their profile, which is confirmed exactly once", async ({ page, context, inspect }) => {
  const user = await activeAccount();
  await signedIn(user);
  await startSession(page, user, paths.account);
  const profile = page.getByRole("region", { name: "My profile" });
  const save = profile.getByRole("button", { name: "Save" });
  await profile.getByLabel("First Name").fill("");
  await profile.getByLabel("Last Name").fill("O’Brien-Šimić");
  await profile.getByLabel("Phone").fill("12 34");
  await save.click();
  await expect(profile.getByRole("alert")).toHaveText("Check the 2 highlighted fields.");
  await expect(profile.getByLabel("First Name")).toHaveAccessibleDescription("Enter a first name.");
  await expect(profile.getByLabel("First Name")).toBeFocused();
  await expect(profile.getByLabel("Phone")).toHaveAccessibleDescription(/Enter a phone number with its country code/);
  await expect(profile.getByLabel("Phone")).toHaveValue("12 34");
  await inspect(page);
  await profile.getByLabel("First Name").fill("Ångela");
  await profile.getByLabel("Phone").fill("+33 1 23 45 67 89");
  await save.click();
  await expect(statusOn(page)).toHaveText("Profile saved.");
  await expect(profile.getByLabel("Last Name")).toHaveValue("O’Brien-Šimić");
  await expect(profile.getByLabel("Phone")).toHaveValue("+33123456789");
  await inspect(page);

  const anotherTab = await context.newPage();
  await anotherTab.goto(paths.account);
  await expect(anotherTab.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(statusOn(anotherTab)).toHaveCount(0);
  await page.getByRole("link", { name: "Home" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome, Ångela");
  await expect(statusOn(page)).toHaveCount(0);
  await page.goBack();
  await expect(save).toBeVisible();
  await expect(statusOn(page)).toHaveCount(0);
  await save.click();
  await expect(statusOn(page)).toHaveText("Profile saved.");
  await page.reload();
  await expect(save).toBeVisible();
  await expect(statusOn(page)).toHaveCount(0);
});

flow("a user revokes their sessions and changes their password", async ({ page, anotherBrowser }) => {
  const user = await activeAccount();
  await startSession(page, user, paths.account);
  await signedIn(user);
  await page.reload();
  const sessions = page.getByRole("region", { name: "My sessions" }).getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  await press(page, "End session");
  await expect(statusOn(page)).toHaveText("Session ended.");
  await expect(sessions).toHaveCount(1);
  await expect(sessions).toContainText("This browser");

  const elsewhere = await anotherBrowser();
  await startSession(elsewhere, user);
  await page.reload();
  await press(page, "Sign out everywhere else");
  await expect(statusOn(page)).toHaveText("You've been signed out everywhere else.");
  await expect(sessions).toHaveCount(1);
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(paths.login);

  await startSession(elsewhere, user);
  const form = page.getByRole("region", { name: "Change password" });
  const change = async (current: string) => {
    await form.getByLabel("Current password").fill(current);
    await form.getByLabel("New password").fill(CHOSEN);
    await form.getByLabel("Confirm password").fill(CHOSEN);
    await press(page, "Change password");
  };
  await change("not my password");
  await expect(form.getByLabel("Current password")).toHaveAccessibleDescription(/Incorrect current password/);
  await expect(form.getByLabel("Current password")).toHaveValue("");
  await expect(form.getByLabel("New password")).toHaveValue("");
  await change(user.password);
  await expect(statusOn(page)).toHaveText("Password changed. You've been signed out everywhere else.");
  await elsewhere.getByRole("link", { name: user.email }).click();
  await expect(elsewhere).toHaveURL(signInAddress(paths.account));
  await submitSignIn(elsewhere, user);
  await expectSignInRefused(elsewhere);
  await submitSignIn(elsewhere, { ...user, password: CHOSEN });
  await expect(elsewhere).toHaveURL(paths.account);
  await expect(elsewhere.getByText("This browser").locator("..")).toContainText("Chrome on Linux");
});
