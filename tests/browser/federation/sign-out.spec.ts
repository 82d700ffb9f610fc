import { paths } from "#lib/paths.ts";
import { statusOn } from "#tests/browser/messages.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { activeAccount } from "#tests/db/people.ts";
import { enterAtProvider, signInAtProvider, signInButton } from "./steps.ts";

test.use({ mode: "federation" });

flow("signing out here signs out at the identity provider too", async ({ page }) => {
  await signInAtProvider(page, await enterAtProvider((await activeAccount()).email));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out of Example" }).click();
  await expect(page).toHaveURL(paths.login);
  await expect(statusOn(page)).toHaveText("You're signed out.");
  await signInButton(page).click();
  await expect(page.getByLabel("Who are you?")).toBeVisible();
});
