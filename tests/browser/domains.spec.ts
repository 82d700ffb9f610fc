import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { domainId, restrict } from "#tests/db/domains.ts";
import { activeAccount, uniqueWord } from "#tests/db/people.ts";
import { openDisclosures } from "./disclosures.ts";
import { newGroup } from "./domain-picker.ts";
import { emailsOn } from "./list-page.ts";
import { alertOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { expect, flow, test } from "./test.ts";

test.use({ mode: "segregation" });

const expectAt = (page: Page, heading: string) => expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);

const expand = (page: Page, text: string) => page.locator("summary", { hasText: text }).first().click();

flow("an admin adds a domain group and a tree of domains", async ({ page, inspect }) => {
  const group = `G ${uniqueWord()}`;
  await signInAsAdmin(page, paths.home);
  const navigation = page.getByRole("navigation", { name: "Main" });
  await expect(navigation).toContainText("Administration");
  await navigation.getByRole("link", { name: "Domains", exact: true }).click();
  await page.getByRole("link", { name: "Add domain group" }).click();
  await expectAt(page, "Add domain group");
  await page.getByLabel("Name").fill(` ${group}`);
  await page.getByLabel("Description").fill("Where it stands");
  await page.getByRole("radio", { name: "Custom" }).check();
  await page.getByLabel("Custom colour").fill("#fce94f");
  await press(page, "Add");
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/cannot begin or end with a space/);
  await expect(page.getByLabel("Description")).toHaveValue("Where it stands");
  await expect(page.getByRole("radio", { name: "Custom" })).toBeChecked();
  await expect(page.getByLabel("Custom colour")).toHaveValue("#fce94f");
  await inspect(page);
  await page.getByLabel("Name").fill(group);
  await press(page, "Add");
  await expect(statusOn(page)).toHaveText(`Domain group ${group} added.`);
  await expectAt(page, group);
  await expect(page.getByRole("main").locator("svg rect").first()).toHaveAttribute("fill", "#fce94f");

  const path = page.getByLabel("Path");
  await path.fill("EMEA/France/Paris");
  await press(page, "Add domain");
  await expect(alertOn(page)).toHaveText("EMEA and EMEA/France do not exist yet. Nothing is added so far.");
  await expect(path).toHaveValue("EMEA/France/Paris");
  await page.getByRole("checkbox", { name: "Add the missing parent domains" }).check();
  await press(page, "Add domain");
  await expect(statusOn(page)).toHaveText(`Domain ${group}: EMEA/France/Paris added.`);
  await expect(page.getByText("Paris", { exact: true })).toBeHidden();
  await expand(page, "EMEA");
  await expand(page, "France");
  await expect(page.getByText("Paris", { exact: true })).toBeVisible();
  await path.fill("emea/FRANCE");
  await press(page, "Add domain");
  await expect(path).toHaveAccessibleDescription(/EMEA\/France exists in this group already/);
  await openDisclosures(page);
  await inspect(page);

  await page.getByRole("link", { name: "Open EMEA/France", exact: true }).click();
  await expectAt(page, "EMEA/France");
  await expect(path).toHaveValue("EMEA/France/");
  await path.fill("EMEA/France/Lyon");
  await press(page, "Add domain");
  await expect(statusOn(page)).toHaveText(`Domain ${group}: EMEA/France/Lyon added.`);
  await page.getByRole("link", { name: "Open EMEA/France/Lyon", exact: true }).click();
  await expectAt(page, "EMEA/France/Lyon");
});

flow("an admin finds a domain, and keeps one in use", async ({ page, inspect }) => {
  const group = await newGroup("EMEA/France", "EMEA/Franconia");
  const { name } = group;
  const user = await activeAccount();
  await restrict(user.id, `${name}: EMEA/France`);
  await signInAsAdmin(page, paths.domains);
  await openDisclosures(page);
  await inspect(page);
  await page.getByLabel("Name or path").fill("nothing is called so");
  await press(page, "Search");
  const found = page.getByRole("region", { name: "Search results" });
  await expect(found).toContainText("No domains match “nothing is called so”.");
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page).toHaveURL(paths.domains);
  await page.getByLabel("Name or path").fill(`${name.toUpperCase()}: emea/fr`);
  await press(page, "Search");
  await expect(found.getByRole("link")).toHaveText([`${name}: EMEA/France`, `${name}: EMEA/Franconia`]);
  await inspect(page);

  await found.getByRole("link", { name: "France" }).click();
  await press(page, "Deactivate");
  await expect(statusOn(page)).toHaveText(`Domain ${name}: EMEA/France deactivated.`);
  await expect(page.getByText("It can't be assigned to more accounts.")).toBeVisible();
  await press(page, "Activate");
  await expect(statusOn(page)).toHaveText(`Domain ${name}: EMEA/France activated.`);
  await expand(page, "Delete this domain");
  await press(page, "Delete");
  await expect(alertOn(page)).toHaveText(
    `${user.email} is restricted to this domain. Take the restriction away first.`,
  );
  await openDisclosures(page);
  await inspect(page);
  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "EMEA" }).click();
  await expectAt(page, "EMEA");
  await page.getByRole("link", { name: "Show accounts, including child domains" }).click();
  await expect(emailsOn(page)).toHaveText([user.email]);
  await expect(page.getByLabel("In domain")).toHaveValue(`${name}: EMEA`);

  await page.goto(paths.domain(await domainId(group, "EMEA/Franconia")));
  await expand(page, "Delete this domain");
  await press(page, "Delete");
  await expect(statusOn(page)).toHaveText(`Domain ${name}: EMEA/Franconia deleted.`);
  await expect(page).toHaveURL(paths.domains);
  await page.getByRole("link", { name: `Manage ${name}` }).click();
  await expectAt(page, name);
  await page.getByRole("radio", { name: "Teal" }).check();
  await page.getByLabel("Description").fill("Changed");
  await press(page, "Save");
  await expect(statusOn(page)).toHaveText(`Changes to ${name} saved.`);
  await expect(page.getByRole("radio", { name: "Teal" })).toBeChecked();
  await expand(page, "Delete this group");
  await press(page, "Delete");
  await expect(alertOn(page)).toHaveText("The group still holds domains, such as EMEA. Delete them first.");
});
