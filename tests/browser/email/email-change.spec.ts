import { paths } from "#lib/paths.ts";
import { statusOn } from "#tests/browser/messages.ts";
import { startSession, submitSignIn } from "#tests/browser/sign-in.ts";
import { expect, flow, test } from "#tests/browser/test.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { linkIn } from "#tests/mail/message.ts";
import { mailbox } from "#tests/servers/use-server.ts";

test.use({ mode: "smtp" });

flow("a user's new email address works once confirmed", async ({ page, anotherBrowser, inspect }) => {
  const user = await activeAccount();
  const email = `${uniqueWord()}@example.org`;
  await startSession(page, user, paths.account);
  const form = page.getByRole("region", { name: "Change email" });
  await form.getByLabel("New email").fill(email);
  await form.getByLabel("Current password").fill("not my password");
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(form.getByLabel("Current password")).toHaveAccessibleDescription(/Incorrect current password/);
  await expect(form.getByLabel("New email")).toHaveValue(email);
  await inspect(page);
  await form.getByLabel("Current password").fill(user.password);
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(statusOn(page)).toHaveText(
    `A confirmation link is on its way to ${email}. Your email changes once you confirm it.`,
  );
  await expect(page.getByText(`You sign in as ${user.email}.`)).toBeVisible();
  const link = linkIn(await mailbox.next(email, /^Confirm your new email address/));

  const reader = await anotherBrowser();
  await reader.goto(link);
  await expect(reader).toHaveURL(`${paths.login}?${new URLSearchParams({ next: paths.confirmEmail })}`);
  await submitSignIn(reader, await activeAccount());
  await expect(reader.getByText("belong to a different account")).toBeVisible();
  await inspect(reader);
  await startSession(reader, user, paths.confirmEmail);
  await expect(reader.getByText(email)).toBeVisible();
  await inspect(reader);
  await reader.getByRole("button", { name: "Confirm" }).click();
  await expect(statusOn(reader)).toHaveText(`Your email is now ${email}.`);
  await expect(reader).toHaveURL(paths.account);
  await page.reload();
  await expect(page.getByText(`You sign in as ${email}.`)).toBeVisible();

  const notification = await mailbox.next(user.email, /^Your email address at .* was changed/);
  expect(notification.text).not.toContain(email);
  await mailbox.next(email, /^Your new email address/);
  await reader.goto(link);
  await expect(reader.getByText("This link has already been used.")).toBeVisible();
});
