import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { resendActivation } from "#lib/recovery/resend-activation.ts";
import { statusOn } from "#tests/browser/messages.ts";
import { submitNewPassword } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { accountWithoutPassword, administrator } from "#tests/db/people.ts";
import { run } from "#tests/http/database.ts";
import { linkIn } from "#tests/mail/message.ts";
import { mailbox } from "#tests/servers/use-server.ts";
import { activate, openLink } from "./steps.ts";

test.use({ mode: "smtp" });

const PASSWORD = "nine kites above the quay";

flow("an invalid link says why, and can be replaced", async ({ page, inspect }) => {
  const user = await accountWithoutPassword();
  const expectInvalid = async (title: string) => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    const content = await page.content();
    for (const personal of [user.email, user.firstName, user.lastName]) expect(content).not.toContain(personal);
    await inspect(page);
  };
  const admin = await administrator();
  await resendActivation(admin, user.id);
  const first = await mailbox.next(user.email, /^Activate/);
  await resendActivation(admin, user.id);
  const second = await mailbox.next(user.email, /^Activate/, 1);
  await openLink(page, first, paths.activate);
  await expect(page.getByText("Use the link in the latest one.")).toBeVisible();
  await expectInvalid("This link has been replaced");

  await openLink(page, second, paths.activate);
  await run(sql`UPDATE links SET expires_at = now() WHERE account_id = ${user.id}`);
  await submitNewPassword(page, PASSWORD, "Activate");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link has expired");
  await openLink(page, second, paths.activate);
  await expectInvalid("This link has expired");
  await page.getByRole("button", { name: "Send a new link" }).click();
  await expect(page).toHaveURL(paths.login);
  await expect(statusOn(page)).toHaveText(
    "If the email address still belongs to an account, a new link is on its way.",
  );

  await page.goto(`${linkIn(second)}x`);
  await expectInvalid("This link doesn't work");
  await page.getByRole("link", { name: "Request a new link" }).click();
  await expect(page).toHaveURL(paths.forgotPassword);
  const third = await mailbox.next(user.email, /^Activate/, 2);
  await activate(page, third, PASSWORD);
  await openLink(page, third, paths.activate);
  await expectInvalid("This link has already been used");
});
