import { paths } from "#lib/paths.ts";
import { noticeOn } from "./messages.ts";
import { viewer } from "./people.ts";
import { signIn } from "./signing-in.ts";
import { expect, test } from "./test.ts";

test("signing out ends the session on the server: a copied cookie opens nothing", async ({ page, anotherBrowser }) => {
  await signIn(page, await viewer());
  const thief = await anotherBrowser();
  await thief.context().addCookies(await page.context().cookies());
  await thief.goto(paths.account);
  await expect(thief).toHaveURL(paths.account);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(paths.login);
  await expect(noticeOn(page)).toHaveText("You are signed out.");
  await thief.goto(paths.account);
  await expect(thief).toHaveURL(`${paths.login}?${new URLSearchParams({ next: paths.account })}`);
});

test("after signing out, the way back shows nothing of the account", async ({ page }) => {
  const person = await viewer();
  await signIn(page, person, paths.account);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(paths.login);
  await page.goto(paths.account);
  await expect(page).toHaveURL(new RegExp(paths.login));
  await expect(page.getByText(person.email)).toHaveCount(0);
});
