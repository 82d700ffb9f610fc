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
  const form = page.getByRole("region", { name: "Change e-mail address" });
  await form.getByLabel("New e-mail address").fill(email);
  await form.getByLabel("Current password").fill("not my password");
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(form.getByLabel("Current password")).toHaveAccessibleDescription(/Incorrect current password/);
  await expect(form.getByLabel("New e-mail address")).toHaveValue(email);
  await inspect(page);
  await form.getByLabel("Current password").fill(user.password);
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(statusOn(page)).toHaveText(
    `We have mailed a link to ${email}. The change takes effect when you confirm it.`,
  );
  await expect(page.getByText(`You sign in as ${user.email}.`)).toBeVisible();
  const link = linkIn(await mailbox.next(email, /^Confirm your new email address/));

  const reader = await anotherBrowser();
  await reader.goto(link);
  await expect(reader).toHaveURL(`${paths.login}?${new URLSearchParams({ next: paths.confirmEmail })}`);
  await submitSignIn(reader, await activeAccount());
  await expect(reader.getByText("belongs to another account than yours")).toBeVisible();
  await inspect(reader);
  await startSession(reader, user, paths.confirmEmail);
  await expect(reader.getByText(email)).toBeVisible();
  await inspect(reader);
  await reader.getByRole("button", { name: "Confirm" }).click();
  await expect(statusOn(reader)).toHaveText(`You sign in with ${email} from now on.`);
  await expect(reader).toHaveURL(paths.account);
  await page.reload();
  await expect(page.getByText(`You sign in as ${email}.`)).toBeVisible();

  const notification = await mailbox.next(user.email, /^Your email address at .* was changed/);
  expect(notification.text).not.toContain(email);
  await mailbox.next(email, /^Your new email address/);
  await reader.goto(link);
  await expect(reader.getByText("This link has already been used.")).toBeVisible();
});
