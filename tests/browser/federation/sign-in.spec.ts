import { deleteAccount } from "#lib/accounts/delete-account.ts";
import { paths } from "#lib/paths.ts";
import { statusOn } from "#tests/browser/messages.ts";
import { signInAsAdmin } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { activeAccount, administrator, uniqueWord } from "#tests/db/people.ts";
import { mailbox } from "#tests/servers/use-server.ts";
import { enterAtProvider, identifyAtProvider, signInAtProvider, signInButton } from "./steps.ts";

test.use({ mode: "federation" });

flow("a user added by email signs in at the identity provider", async ({ page, anotherBrowser, server, inspect }) => {
  const email = `${uniqueWord()}@example.com`;
  await signInAsAdmin(page, paths.newAccount);
  await expect(page.locator("form.card").getByRole("textbox")).toHaveCount(1);
  await inspect(page);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(statusOn(page)).toHaveText(`Account ${email} added. An email with sign-in instructions is on its way.`);
  await expect(page.getByText("Not linked yet.")).toBeVisible();

  const message = await mailbox.next(email, /^How to sign in/);
  const [login] = message.text.match(/http\S+\/login/) ?? [];
  const subject = await enterAtProvider(email.toUpperCase(), { given_name: "Ada", family_name: "Byron" });
  const userPage = await anotherBrowser();
  await userPage.goto(String(login));
  await signInButton(userPage).click();
  await identifyAtProvider(userPage, subject);
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText("Welcome, Ada");
  await page.reload();
  await expect(page.getByRole("region", { name: "At Example" })).toContainText(subject);
  await expect(page.getByRole("region", { name: "Details" })).toContainText("Byron");
  await inspect(page);

  // The session ends here, and goes on at the provider.
  await userPage.context().clearCookies({ name: "gatehouse.session" });
  await userPage.goto(paths.account);
  await signInButton(userPage).click();
  await expect(userPage).toHaveURL(paths.account);
  await expect(userPage.getByRole("heading", { level: 1 })).toHaveText("My account");

  // At the server's host, on another port, the provider stands in for a product.
  await userPage.context().clearCookies({ name: "gatehouse.session" });
  const { port } = new URL(String(server.environment.OIDC_ISSUER));
  const product = `http://localhost:${port}/.well-known/openid-configuration?a=1&b=2`;
  await userPage.goto(`${paths.login}?back=${product}`);
  await signInButton(userPage).click();
  await expect(userPage).toHaveURL(product);
});

flow("a user without an account here has no access", async ({ page, inspect }) => {
  const user = await activeAccount();
  await signInAtProvider(page, await enterAtProvider(user.email), paths.account);
  await deleteAccount(await administrator(), user.id);
  await page.reload();
  await expect(page).toHaveURL(new RegExp(paths.login));
  await signInButton(page).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You don't have access yet");
  await expect(page.getByText("Ask your administrator")).toBeVisible();
  await inspect(page);

  const another = await activeAccount();
  await signInButton(page).click();
  await identifyAtProvider(page, await enterAtProvider(another.email));
  await expect(page).toHaveURL(paths.account);
  await expect(page.getByText(another.email).first()).toBeVisible();
});

flow("sign-ins that were started in two tabs both end well", async ({ page }) => {
  const subject = await enterAtProvider((await activeAccount()).email);
  const tabs = [page, await page.context().newPage()];
  for (const tab of tabs) await tab.goto(paths.account);
  for (const tab of tabs) {
    await signInButton(tab).click();
    await expect(tab.getByLabel("Who are you?")).toBeVisible();
  }
  for (const tab of tabs) {
    await identifyAtProvider(tab, subject);
    await expect(tab).toHaveURL(paths.account);
    await page.context().clearCookies({ name: "gatehouse.session" });
  }
});
