import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { accessSummaryOn, domainChoice, expandTree, newGroup } from "./domain-picker.ts";
import { alertOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAsAdmin, startSession } from "./sign-in.ts";
import { expect, flow, test } from "./test.ts";

test.use({ mode: "segregation" });

flow("the later of two admins sees the other's changes", async ({ page, anotherBrowser, inspect }) => {
  const { name } = await newGroup("EMEA", "APAC");
  const user = await activeAccount({ firstName: "Old First", lastName: "Old Last" });
  const colleague = await anotherBrowser();
  await signInAsAdmin(page, paths.accountDetails(user.id));
  await signInAsAdmin(colleague, paths.accountDetails(user.id));
  await page.getByLabel("First Name").fill("My First");
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await press(page, "Preview");
  await expect(accessSummaryOn(page)).toContainText("Can edit devices");
  await colleague.getByLabel("First Name").fill("Their First");
  await colleague.getByLabel("Last Name").fill("Their Last");
  await expandTree(colleague, name);
  await domainChoice(colleague, `${name}: EMEA`).check();
  await press(colleague, "Save");
  await expect(statusOn(colleague)).toHaveText(`Changes to ${user.email} saved.`);

  await press(page, "Save");
  await expect(alertOn(page)).toContainText("Someone else changed this account");
  await expect(alertOn(page)).toContainText(/First Name: Old First →\s*changed to\s*Their First/);
  await expect(alertOn(page)).toContainText(/Last Name: Old Last →\s*changed to\s*Their Last/);
  await expect(alertOn(page)).toContainText(`Domain restrictions: added ${name}: EMEA`);
  await expect(page.getByLabel("First Name")).toHaveValue("My First");
  await expect(page.getByLabel("Last Name")).toHaveValue("Their Last");
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await expect(domainChoice(page, `${name}: EMEA`)).toBeChecked();
  await inspect(page);
  await press(page, "Preview");
  await expect(accessSummaryOn(page)).toContainText("in EMEA and below");

  await press(page, "Save");
  await expect(statusOn(page)).toHaveText(`Changes to ${user.email} saved.`);
  await expect(page.getByLabel("First Name")).toHaveValue("My First");
  await expect(page.getByLabel("Last Name")).toHaveValue("Their Last");
  await expect(domainChoice(page, `${name}: EMEA`)).toBeChecked();
  await expect(page.getByRole("region", { name: "History" }).locator("ol > li").first()).toContainText(
    /First Name: Their First →\s*changed to\s*My First/,
  );
  await startSession(colleague, user);
  await expect(colleague.getByRole("region", { name: "Your access" })).toContainText("in EMEA and below.");
});
