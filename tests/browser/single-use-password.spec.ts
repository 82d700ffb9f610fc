import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { accountWithSingleUsePassword } from "#tests/db/people.ts";
import { expectNowhereOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { submitNewPassword, submitSignIn } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

const expectChoice = (page: Page) => expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose a password");

flow("a user with a single-use password must choose their own", async ({ page, inspect }) => {
  const user = await accountWithSingleUsePassword();
  await page.goto(paths.account);
  await submitSignIn(page, user);
  await expectChoice(page);
  await inspect(page);
  await submitNewPassword(page, "short");
  const chosen = page.getByLabel("New password");
  await expect(chosen).toHaveAccessibleDescription(/at least 8 characters/);
  await expect(chosen).toHaveAttribute("aria-invalid", "true");
  await expect(chosen).toBeFocused();
  await expect(chosen).toHaveValue("");
  await expect(page.getByLabel("Confirm password")).toHaveValue("");
  await expectNowhereOn(page, "short");
  await inspect(page);
  await press(page, "Sign out");
  await expect(page).toHaveURL(paths.login);

  await page.goto(paths.account);
  await submitSignIn(page, user);
  await expectChoice(page);
  await submitNewPassword(page, "a lamp for every window");
  await expect(page).toHaveURL(paths.account);
  await expect(statusOn(page)).toHaveText("Your password has been set. You're signed in.");
});
