import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { failToSignIn, submitSignIn } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { accountWithoutPassword, activeAccount, adminAccount, uniqueWord } from "#tests/db/people.ts";
import { run } from "#tests/http/database.ts";
import { LOCK_AFTER } from "#tests/servers/server.ts";
import { mailbox } from "#tests/servers/use-server.ts";
import { completePasswordReset, openLink, requestReset } from "./steps.ts";

test.use({ mode: "smtp" });

const NEW_PASSWORD = "one tram to the lighthouse";

flow("a forgotten password is reset without revealing accounts", async ({ page, inspect }) => {
  const user = await activeAccount();
  const invited = await accountWithoutPassword();
  const unknown = `${"long.".repeat(11)}${uniqueWord()}@${"long.".repeat(8)}example.com`;
  await page.goto(paths.login);
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await expect(page).toHaveURL(paths.forgotPassword);
  await inspect(page);
  await requestReset(page, user.email);
  await page.goto(paths.forgotPassword);
  await requestReset(page, invited.email);
  await page.goto(paths.forgotPassword);
  await page.getByLabel("Email").fill("no@address");
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/Enter one email address/);
  await expect(page.getByLabel("Email")).toHaveValue("no@address");
  await expect(page.getByLabel("Email")).toBeFocused();
  await requestReset(page, unknown);
  await inspect(page);

  await completePasswordReset(page, await mailbox.next(user.email, /^Reset your password/), NEW_PASSWORD);
  await submitSignIn(page, { ...user, password: NEW_PASSWORD });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${user.firstName}`);
  await mailbox.next(user.email, /^Your password .* was changed/);
  await openLink(page, await mailbox.next(invited.email, /^Activate your account/), paths.activate);
  await expect(page.getByText(`You'll sign in as ${invited.email}.`)).toBeVisible();
  expect(await mailbox.messagesTo(unknown)).toEqual([]);
});

flow("a locked user recovers through email, and subscribed admins are notified", async ({ page }) => {
  const [user, admin] = [await activeAccount(), await adminAccount()];
  await run(sql`UPDATE accounts SET email_notifications = ARRAY['account-locked'] WHERE id = ${admin.id}`);
  await failToSignIn(page, user.email, LOCK_AFTER);
  const message = await mailbox.next(user.email, /^Your account at .* is locked/);
  const [recovery] = message.text.match(/http\S+\/forgot-password/) ?? [];
  await page.goto(String(recovery));
  await requestReset(page, user.email);
  await completePasswordReset(page, await mailbox.next(user.email, /^Reset your password/), NEW_PASSWORD);
  await submitSignIn(page, { ...user, password: NEW_PASSWORD });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${user.firstName}`);

  const notifications = async () =>
    (await mailbox.messagesTo(admin.email)).filter(({ text }) => text.includes(user.email));
  await expect
    .poll(async () => (await notifications()).map(({ subject }) => subject))
    .toEqual([expect.stringMatching(/^Account locked at/)]);
  expect((await notifications())[0]?.text).toContain(paths.accountDetails(user.id));
});
