import { paths } from "#lib/paths.ts";
import { LOCK_AFTER } from "./house.ts";
import { noticeOn } from "./messages.ts";
import { viewer } from "./people.ts";
import { expectRefusedSignIn, signIn, submitSignIn } from "./signing-in.ts";
import { expect, test } from "./test.ts";

const CHOSEN = "two ferries and no lantern";

test("a person corrects their own names and phone", async ({ page }) => {
  await signIn(page, await viewer(), paths.account);
  const profile = page.getByRole("region", { name: "My profile" });
  await profile.getByLabel("First Name").fill("Ångela");
  await profile.getByLabel("Last Name").fill("O’Brien-Šimić");
  await profile.getByLabel("Phone").fill("+33 1 23 45 67 89");
  await profile.getByRole("button", { name: "Save" }).click();
  await expect(noticeOn(page)).toHaveText("Saved your profile.");
  await expect(profile.getByLabel("First Name")).toHaveValue("Ångela");
  await expect(profile.getByLabel("Last Name")).toHaveValue("O’Brien-Šimić");
  await expect(profile.getByLabel("Phone")).toHaveValue("+33123456789");
  await page.goto(paths.home);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome, Ångela");
});

test("a profile that will not do is refused beside its fields, with everything typed kept", async ({ page }) => {
  await signIn(page, await viewer(), paths.account);
  const profile = page.getByRole("region", { name: "My profile" });
  await profile.getByLabel("First Name").fill("");
  await profile.getByLabel("Last Name").fill("Kept As Typed");
  await profile.getByLabel("Phone").fill("12 34");
  await profile.getByRole("button", { name: "Save" }).click();
  await expect(profile.getByRole("alert")).toHaveText("Please correct the 2 marked fields.");
  await expect(profile.getByLabel("First Name")).toHaveAccessibleDescription("Enter a first name.");
  await expect(profile.getByLabel("First Name")).toBeFocused();
  await expect(profile.getByLabel("Phone")).toHaveAccessibleDescription(/Enter the number with its country code/);
  await expect(profile.getByLabel("Phone")).toHaveValue("12 34");
  await expect(profile.getByLabel("Last Name")).toHaveValue("Kept As Typed");
});

test("a changed password takes the place of the old one, and signs out everywhere else", async ({
  page,
  anotherBrowser,
}) => {
  const person = await viewer();
  const elsewhere = await anotherBrowser();
  await signIn(elsewhere, person);
  await signIn(page, person, paths.account);
  const form = page.getByRole("region", { name: "Change password" });
  await form.getByLabel("Current password").fill(person.password);
  await form.getByLabel("New password").fill(CHOSEN);
  await form.getByLabel("Confirm password").fill(CHOSEN);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(noticeOn(page)).toHaveText("Changed your password. You are signed out everywhere else.");

  await elsewhere.getByRole("link", { name: person.email }).click();
  await expect(elsewhere).toHaveURL(`${paths.login}?${new URLSearchParams({ next: paths.account })}`);
  await submitSignIn(elsewhere, person);
  await expectRefusedSignIn(elsewhere);
  await submitSignIn(elsewhere, { ...person, password: CHOSEN });
  await expect(elsewhere).toHaveURL(paths.account);
});

test("wrong current passwords count towards the lock", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  await signIn(page, person, paths.account);
  const form = page.getByRole("region", { name: "Change password" });
  const current = form.getByLabel("Current password");
  for (let guess = 1; guess <= LOCK_AFTER; guess++) {
    await current.fill(`wrong guess ${guess}`);
    await form.getByLabel("New password").fill(CHOSEN);
    await form.getByLabel("Confirm password").fill(CHOSEN);
    await form.getByRole("button", { name: "Change password" }).click();
    await expect(current).toHaveValue("");
    await expect(current).toHaveAccessibleDescription(/not your current password/);
    await expect(form.getByLabel("New password")).toHaveValue("");
  }
  const elsewhere = await anotherBrowser();
  await elsewhere.goto(paths.login);
  await submitSignIn(elsewhere, person);
  await expectRefusedSignIn(elsewhere);
});

test("a person sees their sessions and ends one of them", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  const elsewhere = await anotherBrowser();
  await signIn(elsewhere, person);
  await signIn(page, person, paths.account);
  const sessions = page.getByRole("region", { name: "My sessions" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await expect(sessions.getByRole("listitem").filter({ hasText: "This browser" })).toContainText("Chrome on Linux");
  await sessions.getByRole("button", { name: "End session" }).click();
  await expect(noticeOn(page)).toHaveText("Ended the session.");
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect(sessions.getByRole("listitem")).toContainText("This browser");

  await elsewhere.getByRole("link", { name: person.email }).click();
  await expect(elsewhere).toHaveURL(new RegExp(paths.login));
});

test("a person signs out everywhere else and stays signed in here", async ({ page, anotherBrowser }) => {
  const person = await viewer();
  const others = [await anotherBrowser(), await anotherBrowser()];
  for (const other of others) await signIn(other, person);
  await signIn(page, person, paths.account);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(noticeOn(page)).toHaveText("Signed out everywhere else.");
  await expect(page.getByRole("region", { name: "My sessions" }).getByRole("listitem")).toHaveCount(1);
  for (const other of others) {
    await other.reload();
    await expect(other).toHaveURL(new RegExp(paths.login));
  }
});
