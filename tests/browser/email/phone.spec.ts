import { sql } from "drizzle-orm";
import { createAccount } from "#lib/accounts/create-account.ts";
import { paths } from "#lib/paths.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { alertOn, statusOn } from "#tests/browser/messages.ts";
import { expectNoHorizontalScrolling, PHONE } from "#tests/browser/phone.ts";
import { signInAsAdmin, startSession, submitNewPassword } from "#tests/browser/sign-in.ts";
import { expect, test } from "#tests/browser/test.ts";
import { newUserByEmail } from "#tests/db/new-users.ts";
import { accountWithoutPassword, activeAccount, administrator, uniqueWord } from "#tests/db/people.ts";
import { run } from "#tests/http/database.ts";
import { UNKNOWN_HOST } from "#tests/mail/mailbox.ts";
import { linkIn } from "#tests/mail/message.ts";
import { mailbox } from "#tests/servers/use-server.ts";
import { requestReset } from "./steps.ts";

test.use({ ...PHONE, mode: "smtp", javaScriptEnabled: false });

const LONG_NAME = { firstName: "Wolfeschlegelsteinhausenbergerdorff", lastName: "Featherstonehaugh-Cholmondeley" };

test("administration pages about emails fit on a phone", async ({ page }) => {
  const word = uniqueWord();
  const email = `${word}.unusually.long.address.of.somebody@${UNKNOWN_HOST}`;
  await createAccount(await administrator(), newUserByEmail({ ...LONG_NAME, email }));
  const emails = () => run(sql`SELECT account_id AS id FROM emails WHERE recipient = ${email} AND state = 'FAILED'`);
  await expect.poll(async () => (await emails()).length).toBe(1);
  const [{ id } = {}] = await emails();
  await signInAsAdmin(page, paths.outgoingMail);
  const list = `${paths.accounts}?${new URLSearchParams({ search: word })}`;
  const pages = [paths.outgoingMail, list, paths.newAccount, paths.account, paths.accountDetails(String(id))];
  for (const path of [...pages, paths.resetPassword(String(id))]) {
    await page.goto(path);
    await expectNoHorizontalScrolling(page);
  }
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(statusOn(page)).toBeVisible();
  await expectNoHorizontalScrolling(page);
});

test("pages of emailed links fit on a phone", async ({ page }) => {
  const admin = await administrator();
  const [invited, user] = [await accountWithoutPassword(LONG_NAME), await activeAccount(LONG_NAME)];
  await resendActivation(admin, invited.id);
  await sendPasswordReset(admin, user.id, false);
  await page.goto(paths.forgotPassword);
  await expectNoHorizontalScrolling(page);
  await requestReset(page, `${"long.".repeat(12)}user@${"long.".repeat(8)}example.com`);
  await expectNoHorizontalScrolling(page);
  for (const { message, button } of [
    { message: await mailbox.next(invited.email, /^Activate/), button: "Activate" },
    { message: await mailbox.next(user.email, /^Choose/), button: "Save password" },
  ]) {
    await page.goto(linkIn(message));
    await expectNoHorizontalScrolling(page);
    await submitNewPassword(page, "short", button);
    await expect(alertOn(page)).toBeVisible();
    await expectNoHorizontalScrolling(page);
  }
  for (const end of [sql`expires_at = now()`, sql`superseded_at = now()`, sql`used_at = now()`]) {
    await run(sql`UPDATE links SET ${end} WHERE account_id = ${user.id}`);
    await page.goto(paths.completePasswordReset);
    await expectNoHorizontalScrolling(page);
  }
  await page.goto(`${paths.activate}/damaged`);
  await expectNoHorizontalScrolling(page);
  await startSession(page, user, paths.confirmEmail);
  await expectNoHorizontalScrolling(page);
});
