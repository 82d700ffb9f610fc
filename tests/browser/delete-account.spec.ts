import { paths } from "#lib/paths.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { emailsOn, listUrl, openRowMenu, searchFor } from "./list-page.ts";
import { statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { expect, flow } from "./test.ts";

const OWN = "You can't delete your own account. Ask another administrator.";

flow("an admin deletes accounts from the list, except their own", async ({ page, inspect }) => {
  const word = uniqueWord();
  const [user, other] = [await activeAccount({ lastName: word }), await activeAccount({ lastName: word })];
  const list = listUrl({ search: word, state: "ACTIVE", sort: "email" });
  const admin = await signInAsAdmin(page, list);
  const openDelete = async () => {
    await openRowMenu(page, user.email);
    await page.getByRole("link", { name: "Delete" }).click();
    await expect(page).toHaveURL((url) => url.pathname === paths.deleteAccount(user.id));
    await expect(page.getByText("will lose access immediately")).toContainText(user.email);
  };
  await openDelete();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(list);
  await expect(emailsOn(page)).toHaveText([user.email, other.email].toSorted());
  await openDelete();
  await press(page, "Delete");
  await expect(statusOn(page)).toHaveText(`Account ${user.email} deleted.`);
  await expect(page).toHaveURL(list);
  await expect(emailsOn(page)).toHaveText([other.email]);

  await page.goto(paths.accounts);
  await searchFor(page, admin.email);
  await openRowMenu(page, admin.email);
  await expect(page.getByText(OWN)).toBeVisible();
  await expect(page.getByRole("link", { name: "Delete" })).toHaveCount(0);
  await inspect(page);
  await page.goto(paths.deleteAccount(admin.id));
  await expect(page.getByText(OWN)).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete" })).toHaveCount(0);
  await inspect(page);
  await page.goto(paths.resetPassword(admin.id));
  await expect(page.getByRole("button", { name: "Reset password" })).toHaveCount(0);
  await inspect(page);
  await page.getByRole("link", { name: "Go to your account page" }).click();
  await expect(page).toHaveURL(paths.account);
});
