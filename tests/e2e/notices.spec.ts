import { paths } from "#lib/paths.ts";
import { noticeOn } from "./messages.ts";
import { viewer } from "./people.ts";
import { signIn, signInAsAdministrator } from "./signing-in.ts";
import { expect, test } from "./test.ts";

test("a confirmation is shown exactly once: not after a reload, on the way back or in another tab", async ({
  page,
  context,
}) => {
  await signIn(page, await viewer(), paths.account);
  const save = page.getByRole("region", { name: "My profile" }).getByRole("button", { name: "Save" });
  await save.click();
  await expect(noticeOn(page)).toHaveText("Saved your profile.");
  const anotherTab = await context.newPage();
  await anotherTab.goto(paths.account);
  await expect(anotherTab.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(noticeOn(anotherTab)).toHaveCount(0);

  await page.getByRole("link", { name: "Home" }).click();
  await expect(page).toHaveURL(paths.home);
  await expect(noticeOn(page)).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL(paths.account);
  await expect(save).toBeVisible();
  await expect(noticeOn(page)).toHaveCount(0);

  await save.click();
  await expect(noticeOn(page)).toHaveText("Saved your profile.");
  await page.reload();
  await expect(save).toBeVisible();
  await expect(noticeOn(page)).toHaveCount(0);
});

test("the same thing done twice is confirmed twice", async ({ page }) => {
  const person = await viewer();
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  for (const phone of ["+33 1 23 45 67 89", "+33 1 23 45 67 80"]) {
    await page.getByLabel("Phone").fill(phone);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Phone")).toHaveValue(phone.replaceAll(" ", ""));
    await expect(noticeOn(page)).toHaveText(`Saved the changes to ${person.email}.`);
    await page.goto(paths.accountDetails(person.id));
    await expect(noticeOn(page)).toHaveCount(0);
  }
});
