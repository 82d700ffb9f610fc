import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { statusOn } from "../messages.ts";
import { expect, flow, test } from "../test.ts";
import { enterAtProvider, signInAtProvider } from "./steps.ts";

test.use({ mode: "federation" });

flow("signing out, here or at the provider, ends both sessions", async ({ page, server }) => {
  const subject = await enterAtProvider((await activeAccount()).email);
  await signInAtProvider(page, subject);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out of Example" }).click();
  await expect(page).toHaveURL(paths.login);
  await expect(statusOn(page)).toHaveText("You are signed out.");

  // The provider asks again who it is.
  await signInAtProvider(page, subject, paths.account);
  const providerPage = await page.context().newPage();
  await providerPage.goto(`${server.environment.OIDC_ISSUER}/session/end`);
  await providerPage.getByRole("button", { name: "Sign out of Example" }).click();
  await expect(providerPage.getByRole("heading", { level: 1 })).toHaveText("Signed out");
  await page.reload();
  await expect(page).toHaveURL(new RegExp(paths.login));
});
