import { setDomainActive } from "#lib/domains/set-domain-active.ts";
import { paths } from "#lib/paths.ts";
import { domainId, restrict } from "#tests/db/domains.ts";
import { activeAccount, administrator, uniqueWord } from "#tests/db/people.ts";
import { openDisclosures } from "./disclosures.ts";
import { accessSummaryOn, domainChoice, expandTree, newGroup, restrictionsOn } from "./domain-picker.ts";
import { emailsOn, rowOf } from "./list-page.ts";
import { alertOn, statusOn } from "./messages.ts";
import { press } from "./press.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { readSignInDetails } from "./sign-in-details.ts";
import { expect, flow, test } from "./test.ts";

test.use({ mode: "segregation" });

flow("an admin restricts a new account to domains found in the picker", async ({ page, inspect }) => {
  const { name } = await newGroup("EMEA/France/Paris", "EMEA/Fra", "APAC");
  const [word, other] = [uniqueWord(), await activeAccount()];
  await restrict(other.id, `${name}: EMEA/Fra`);
  await signInAsAdmin(page, paths.newAccount);
  await page.getByLabel("First Name").fill("Given");
  await page.getByLabel("Last Name").fill(word);
  await page.getByLabel("Email").fill(`${word}@example.com`);
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await expandTree(page, name, "EMEA");
  await domainChoice(page, `${name}: EMEA/France`).check();
  await page.getByLabel("Find a domain").fill(`${name}: ap`);
  await press(page, "Find");
  await expect(restrictionsOn(page).locator("summary")).toHaveCount(0);
  await domainChoice(page, `${name}: APAC`).check();
  await expect(page.getByLabel("First Name")).toHaveValue("Given");
  await expect(page.getByLabel("Email")).toHaveValue(`${word}@example.com`);
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await expect(domainChoice(page, `${name}: EMEA/France`)).toBeChecked();
  await inspect(page);

  await press(page, "Preview");
  await expect(accessSummaryOn(page)).toContainText(
    "Can edit devices, multicast groups and connections, and view base stations, in EMEA/France or APAC and below.",
  );
  // With scripts the summary is there before the response, which replaces the search results by the tree.
  await expect(restrictionsOn(page).locator("summary").first()).toBeVisible();
  await expect(page.getByLabel("Last Name")).toHaveValue(word);
  await domainChoice(page, `${name}: APAC`).uncheck();
  await press(page, "Add");
  await readSignInDetails(page);
  await page.getByRole("link", { name: "View account" }).click();
  await expect(domainChoice(page, `${name}: EMEA/France`)).toBeChecked();
  await expect(restrictionsOn(page).getByRole("checkbox", { checked: true })).toHaveCount(1);
  await expect(accessSummaryOn(page)).toContainText("in EMEA/France and below.");
  await expect(page.getByRole("region", { name: "History" })).toContainText(
    `Domain restrictions: added ${name}: EMEA/France`,
  );

  await page.goto(paths.accounts);
  await page.getByLabel("In domain").fill(`${name}: emea`);
  await press(page, "Search");
  await expect(emailsOn(page)).toHaveCount(2);
  await inspect(page);
  await rowOf(page, `${word}@example.com`).getByRole("link", { name: "EMEA/France" }).last().click();
  await expect(page).toHaveURL((url) => url.searchParams.get("domain") === `${name}: EMEA/France`);
  await expect(emailsOn(page)).toHaveText([`${word}@example.com`]);
});

flow("the Administrator role is refused while domains are chosen", async ({ page, inspect }) => {
  const group = await newGroup("EMEA", "APAC");
  const [emea, apac] = [`${group.name}: EMEA`, `${group.name}: APAC`];
  const user = await activeAccount();
  await restrict(user.id, emea);
  for (const path of ["EMEA", "APAC"]) await setDomainActive(await administrator(), await domainId(group, path), false);
  await signInAsAdmin(page, paths.accountDetails(user.id));
  const chosen = restrictionsOn(page)
    .getByRole("listitem")
    .filter({ has: page.getByRole("checkbox", { checked: true }) });
  await expect(chosen).toContainText("inactive");
  await expandTree(page, group.name);
  await expect(domainChoice(page, apac)).toBeDisabled();
  const role = page.getByRole("checkbox", { name: "Administrator", exact: true });
  await role.check();
  await openDisclosures(page);
  await inspect(page);
  await press(page, "Preview");
  await expect(accessSummaryOn(page)).toContainText("Full access, including user accounts.");
  await expect(restrictionsOn(page)).toContainText("Remove the domains or the Administrator role before you save.");
  await press(page, "Save");
  await expect(alertOn(page)).toHaveText("Check the highlighted field.");
  await expect(restrictionsOn(page)).toHaveAccessibleDescription(
    /Administrators have full access and cannot be restricted/,
  );
  await expect(domainChoice(page, emea)).toBeChecked();
  await expect(role).toBeChecked();
  await inspect(page);

  await role.uncheck();
  await page.getByLabel("First Name").fill("Still restricted");
  await press(page, "Save");
  await expect(statusOn(page)).toHaveText(`Changes to ${user.email} saved.`);
  await expect(domainChoice(page, emea)).toBeChecked();
});

test("text typed while a response is pending is kept", async ({ page }) => {
  const { name } = await newGroup("EMEA", "APAC");
  await signInAsAdmin(page, paths.newAccount);
  await expandTree(page, name);
  await page.getByRole("checkbox", { name: "Base station manager" }).check();
  await page.getByLabel("First Name").fill("Submitted");
  const answer = Promise.withResolvers<void>();
  await page.route(paths.newAccount, async (route) => {
    await answer.promise;
    await route.continue();
  });
  await page.getByLabel("Find a domain").fill(`${name}: `);
  await press(page, "Find");
  await expect(page.getByRole("button", { name: "Finding…" })).toBeVisible();

  await domainChoice(page, `${name}: APAC`).check();
  await page.getByRole("checkbox", { name: "Base station manager" }).uncheck();
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await page.getByLabel("First Name").fill("Typed");
  await page.getByLabel("Find a domain").press("End");
  await page.keyboard.type("E");
  answer.resolve();
  await expect(domainChoice(page, `${name}: EMEA`)).toBeVisible();
  await expect(restrictionsOn(page).locator("summary")).toHaveCount(0);
  await expect(domainChoice(page, `${name}: APAC`)).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Base station manager" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await expect(page.getByLabel("First Name")).toHaveValue("Typed");
  await expect(page.getByLabel("Find a domain")).toHaveValue(`${name}: E`);
  await expect(accessSummaryOn(page)).toContainText("in APAC and below.");
});

test("the access summary follows every choice made with the keyboard", async ({ page }) => {
  const { name } = await newGroup("EMEA/France", "APAC");
  const user = await activeAccount();
  await signInAsAdmin(page, paths.accountDetails(user.id));
  await page.getByRole("checkbox", { name: "Base station manager" }).focus();
  await page.keyboard.press("Space");
  await expect(accessSummaryOn(page)).toContainText(
    "Can edit base stations, and view devices, multicast groups and connections.",
  );
  await page.getByLabel("Find a domain").focus();
  await page.keyboard.type(`${name}: EMEA/F`);
  await page.keyboard.press("Enter");
  await expect(domainChoice(page, `${name}: EMEA/France`)).toBeVisible();
  await expect(page.getByLabel("Find a domain")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(domainChoice(page, `${name}: EMEA/France`)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(accessSummaryOn(page)).toContainText("connections, in EMEA/France and below.");
  await page.getByLabel("First Name").fill("By Enter");
  await page.keyboard.press("Enter");
  await expect(statusOn(page)).toHaveText(`Changes to ${user.email} saved.`);
  await expect(domainChoice(page, `${name}: EMEA/France`)).toBeChecked();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("Enter in the search box searches, and elsewhere saves", async ({ page }) => {
    const { name } = await newGroup("EMEA/France");
    const user = await activeAccount();
    await signInAsAdmin(page, paths.accountDetails(user.id));
    await page.getByLabel("First Name").fill("Not Saved Yet");
    await page.getByLabel("Find a domain").fill(`${name}: EMEA/F`);
    await page.getByLabel("Find a domain").press("Enter");
    await domainChoice(page, `${name}: EMEA/France`).check();
    await expect(statusOn(page)).toHaveCount(0);
    await expect(page.getByLabel("First Name")).toHaveValue("Not Saved Yet");
    await page.getByLabel("First Name").press("Enter");
    await expect(statusOn(page)).toHaveText(`Changes to ${user.email} saved.`);
    await expect(domainChoice(page, `${name}: EMEA/France`)).toBeChecked();
    await expect(page.getByLabel("First Name")).toHaveValue("Not Saved Yet");
  });
});
