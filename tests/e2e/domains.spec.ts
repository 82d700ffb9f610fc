import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { domainId, groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { alertOn, noticeOn } from "./messages.ts";
import { rareWord, viewer } from "./people.ts";
import { signInAsAdministrator } from "./signing-in.ts";
import { expect, test } from "./test.ts";

test.afterEach(() => segregate(false));

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

const expectAt = (page: Page, heading: string) => expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: `Open ${name}`, exact: true }).click();
  await expectAt(page, name);
}

/** Opens a part of the page that is closed until it is. */
const unfold = (page: Page, text: string) => page.locator("summary", { hasText: text }).first().click();

test("an administrator divides the data into groups and domains, and finds them in a tree", async ({ page }) => {
  const group = `G ${rareWord()}`;
  await signInAsAdministrator(page, paths.home);
  await page.getByRole("link", { name: "Domains", exact: true }).click();
  await expectAt(page, "Domains");

  await page.getByRole("link", { name: "Add domain group" }).click();
  await expectAt(page, "Add domain group");
  await page.getByLabel("Name").fill(` ${group}`);
  await page.getByLabel("Description").fill("Where it stands");
  await page.getByRole("radio", { name: "Another" }).check();
  await page.getByLabel("Another colour").fill("#fce94f");
  await press(page, "Add");
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/cannot begin or end with a space/);
  await expect(page.getByLabel("Description")).toHaveValue("Where it stands");
  await expect(page.getByRole("radio", { name: "Another" })).toBeChecked();
  await expect(page.getByLabel("Another colour")).toHaveValue("#fce94f");
  await page.getByLabel("Name").fill(group);
  await press(page, "Add");
  await expect(noticeOn(page)).toHaveText(`Added the domain group ${group}.`);
  await expectAt(page, group);
  await expect(page.getByRole("main").locator("svg rect").first()).toHaveAttribute("fill", "#fce94f");

  const path = page.getByLabel("Path");
  await path.fill("EMEA/France/Paris");
  await press(page, "Add domain");
  await expect(alertOn(page)).toHaveText("EMEA and EMEA/France do not exist yet. Nothing is added so far.");
  await expect(path).toHaveValue("EMEA/France/Paris");
  await page.getByRole("checkbox", { name: "Add the missing parents too" }).check();
  await press(page, "Add domain");
  await expect(noticeOn(page)).toHaveText(`Added the domain ${group}: EMEA/France/Paris.`);
  await path.fill("emea/FRANCE");
  await press(page, "Add domain");
  await expect(path).toHaveAccessibleDescription(/EMEA\/France exists in this group already/);

  await expect(page.getByText("Paris", { exact: true })).toBeHidden();
  await unfold(page, "EMEA");
  await unfold(page, "France");
  await expect(page.getByText("Paris", { exact: true })).toBeVisible();
  await open(page, "EMEA/France");
  await expect(page.getByLabel("Path")).toHaveValue("EMEA/France/");
  await page.getByLabel("Path").fill("EMEA/France/Lyon");
  await press(page, "Add domain");
  await expect(noticeOn(page)).toHaveText(`Added the domain ${group}: EMEA/France/Lyon.`);
  await expectAt(page, "EMEA/France");
  await open(page, "EMEA/France/Lyon");

  await press(page, "Deactivate");
  await expect(noticeOn(page)).toHaveText(`${group}: EMEA/France/Lyon cannot be newly assigned any more.`);
  await expect(page.getByText("Inactive: it cannot be newly assigned")).toBeVisible();
  await press(page, "Activate");
  await expect(noticeOn(page)).toHaveText(`${group}: EMEA/France/Lyon can be assigned again.`);
  await unfold(page, "Delete this domain");
  await press(page, "Delete");
  await expect(noticeOn(page)).toHaveText(`Deleted the domain ${group}: EMEA/France/Lyon.`);
  await expect(page).toHaveURL(paths.domains);

  await page.getByLabel("Name or path").fill(`${group.toLowerCase()}: emea/fr`);
  await press(page, "Search");
  const found = page.getByRole("region", { name: "Found" });
  await expect(found.getByRole("link")).toHaveText([`${group}: EMEA/France`, `${group}: EMEA/France/Paris`]);
  await page.getByLabel("Name or path").fill("nothing is called so");
  await press(page, "Search");
  await expect(found).toContainText("No domain has “nothing is called so” in its name.");
  await page.getByRole("link", { name: "Clear" }).click();

  await page.getByRole("link", { name: `Manage ${group}` }).click();
  await expectAt(page, group);
  await page.getByRole("radio", { name: "Teal" }).check();
  await page.getByLabel("Description").fill("");
  await press(page, "Save");
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${group}.`);
  await expect(page.getByRole("radio", { name: "Teal" })).toBeChecked();
  await unfold(page, "Delete this group");
  await press(page, "Delete");
  await expect(alertOn(page)).toHaveText("The group still holds domains, such as EMEA. Delete them first.");
});

test("a domain is not deleted while accounts are restricted to it, who are named and found from there", async ({
  page,
}) => {
  const group = await groupWith(["EMEA/France"]);
  const person = await viewer();
  await restrict(person.id, `${group.name}: EMEA/France`);
  await segregate(true);
  await signInAsAdministrator(page, paths.domain(await domainId(group, "EMEA/France")));
  await unfold(page, "Delete this domain");
  await press(page, "Delete");
  await expect(alertOn(page)).toHaveText(
    `${person.email} is restricted to this domain. Take the restriction away first.`,
  );
  await page.getByRole("navigation", { name: "Above this page" }).getByRole("link", { name: "EMEA" }).click();
  await expectAt(page, "EMEA");
  await page.getByRole("link", { name: "Show them, and those of domains below" }).click();
  await expect(page.getByRole("rowheader").getByRole("link").first()).toHaveText(person.email);
  await expect(page.getByLabel("Domain, and those below it")).toHaveValue(`${group.name}: EMEA`);
});

test("segregation is switched on and off, and says what that means", async ({ page }) => {
  const { name } = await groupWith(["EMEA"]);
  const person = await viewer();
  await restrict(person.id, `${name}: EMEA`);
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  const restrictions = page.getByRole("group", { name: "Domain restrictions" });
  await expect(page.getByRole("group", { name: "Roles" })).toBeVisible();
  await expect(restrictions).toHaveCount(0);
  await page.getByLabel("First Name").fill("Renamed");
  await press(page, "Save");
  await expect(noticeOn(page)).toBeVisible();

  await page.goto(paths.domains);
  await expect(page.getByRole("region", { name: "Segregation is off" })).toContainText("Nobody is restricted");
  await press(page, "Switch on");
  await expect(noticeOn(page)).toContainText("Switched segregation on");
  await page.goto(paths.accountDetails(person.id));
  await expect(restrictions.getByRole("checkbox", { name: `${name}: EMEA` })).toBeChecked();
  await page.goto(paths.domains);
  await press(page, "Switch off");
  await expect(noticeOn(page)).toContainText("Domains and restrictions are kept");
});
