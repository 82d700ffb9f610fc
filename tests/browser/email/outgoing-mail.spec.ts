import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { sendPasswordReset } from "#lib/recovery/send-password-reset.ts";
import { statusOn } from "#tests/browser/messages.ts";
import { signInAsAdmin } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { activeAccount, administrator, type TestAccount } from "#tests/db/people.ts";
import { run } from "#tests/http/database.ts";
import { mailbox } from "#tests/servers/use-server.ts";

test.use({ mode: "smtp" });

const rowTo = (page: Page, email: string) =>
  page.getByRole("table", { name: "Emails" }).locator("tbody tr").filter({ hasText: email });

/** Waits until the emails to an address have these states, oldest first. */
const expectStates = (email: string, ...states: string[]) =>
  expect
    .poll(async () => {
      const rows = await run(sql`SELECT state FROM emails WHERE recipient = ${email} ORDER BY created_at, id`);
      return rows.map(({ state }) => state);
    })
    .toEqual(states);

async function sendFailingReset({ id, email }: TestAccount): Promise<void> {
  await mailbox.refuse(email);
  await sendPasswordReset(await administrator(), id, false);
}

flow("an admin tests sending, retries a failed email and discards another", async ({ page, server, inspect }) => {
  const [retried, discarded] = [await activeAccount(), await activeAccount()];
  for (const user of [retried, discarded]) await sendFailingReset(user);
  const admin = await signInAsAdmin(page, `${paths.outgoingMail}?before=0_00000000-0000-0000-0000-000000000000`);
  await expect(page.getByText("No emails yet.")).toBeVisible();
  await inspect(page);
  const overview = page.getByRole("region", { name: "Outgoing mail" });
  await expect(overview).toContainText(`SMTP, ${new URL(String(server.environment.SMTP_URL)).host}`);
  await expect(overview).toContainText("Gatehouse <no-reply@example.com>");
  await page.getByRole("button", { name: "Send a test email" }).click();
  await expect(statusOn(page)).toHaveText(`A test email is on its way to ${admin.email}.`);
  const message = await mailbox.next(admin.email, /^Test email/);
  expect(message.text).toContain("SMTP");
  await expectStates(admin.email, "SENT");
  await page.getByRole("link", { name: "SENT", exact: true }).click();
  await expect(rowTo(page, admin.email)).toContainText(/Test email.*SENT/);

  for (const { email } of [retried, discarded]) await expectStates(email, "FAILED");
  await page.goto(paths.accountDetails(retried.id));
  const emails = page.getByRole("region", { name: "Emails" }).getByRole("listitem");
  await expect(emails).toHaveText([/Password reset.*No such mailbox.*FAILED/]);
  await expect(page.getByText(/\d+ emails? couldn't be sent\./)).toBeVisible();
  await page.getByRole("link", { name: "View outgoing mail" }).click();
  await page.getByRole("link", { name: "FAILED", exact: true }).click();
  await expect(page).toHaveURL(`${paths.outgoingMail}?state=FAILED`);
  await expect(rowTo(page, retried.email)).toContainText("No such mailbox");
  await expect(rowTo(page, admin.email)).toHaveCount(0);
  await inspect(page);

  await mailbox.accept(retried.email);
  await page.getByRole("button", { name: `Retry the email to ${retried.email}` }).click();
  await expect(statusOn(page)).toHaveText(`Retrying the email to ${retried.email}.`);
  await mailbox.next(retried.email, /^Choose a new password/);
  await expectStates(retried.email, "SENT");
  await page.getByRole("button", { name: `Discard the email to ${discarded.email}` }).click();
  await expect(statusOn(page)).toHaveText(`Email to ${discarded.email} discarded.`);
  await expect(page).toHaveURL(paths.outgoingMail);
  await expect(rowTo(page, discarded.email)).toContainText("CANCELLED");
  await expect(rowTo(page, retried.email)).toContainText("SENT");
});
