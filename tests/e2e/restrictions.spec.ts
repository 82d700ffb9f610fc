import type { Page } from "@playwright/test";
import { setDomainActive } from "#lib/domains/set-domain-active.ts";
import { paths } from "#lib/paths.ts";
import { domainId, groupWith, restrict, segregate } from "#tests/db/domains.ts";
import { administrator as administratingActor } from "#tests/db/people.ts";
import { readHandOver } from "./hand-over.ts";
import { emailsOn, rowOf } from "./list-page.ts";
import { alertOn, noticeOn } from "./messages.ts";
import { rareWord, viewer } from "./people.ts";
import { signIn, signInAsAdministrator } from "./signing-in.ts";
import { expect, test, WITH_SCRIPTS, WITHOUT_SCRIPTS } from "./test.ts";

test.beforeEach(() => segregate(true));
test.afterEach(() => segregate(false));

const restrictionsOn = (page: Page) => page.getByRole("group", { name: "Domain restrictions" });

const box = (page: Page, name: string) => restrictionsOn(page).getByRole("checkbox", { name, exact: true });

const sentenceOn = (page: Page) => page.getByRole("region", { name: "What this account may do" });

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** Opens the tree of a group down to a domain. */
async function unfold(page: Page, group: string, ...below: string[]): Promise<void> {
  const summary = (text: string) => page.locator("summary").filter({ hasText: new RegExp(`^${text}$`) });
  const tree = restrictionsOn(page)
    .locator("details")
    .filter({ has: summary(group) });
  for (const text of [group, ...below.map((path) => `Below ${path}`)]) await tree.locator(summary(text)).click();
}

test("an account is added with domains from the tree and the search, which keeps everything typed", async ({
  page,
}) => {
  const { name } = await groupWith(["EMEA/France/Paris", "EMEA/Spain", "APAC"]);
  const word = rareWord();
  await signInAsAdministrator(page, paths.newAccount);
  await page.getByLabel("First Name").fill("Given");
  await page.getByLabel("Last Name").fill(word);
  await page.getByLabel("Email").fill(`${word}@example.com`);
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await unfold(page, name, "EMEA");
  await box(page, `${name}: EMEA/France`).check();

  await page.getByLabel("Find a domain").fill(`${name}: ap`);
  await press(page, "Find");
  await expect(restrictionsOn(page).locator("summary")).toHaveCount(0);
  await box(page, `${name}: APAC`).check();
  await expect(page.getByLabel("First Name")).toHaveValue("Given");
  await expect(page.getByLabel("Email")).toHaveValue(`${word}@example.com`);
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await expect(box(page, `${name}: EMEA/France`)).toBeChecked();

  await press(page, "Preview");
  await expect(sentenceOn(page)).toContainText(
    "Changes devices, multicast groups and connections, reads base stations, in EMEA/France or APAC and below.",
  );
  await expect(page.getByLabel("Last Name")).toHaveValue(word);
  await box(page, `${name}: APAC`).uncheck();
  await press(page, "Add");
  await readHandOver(page);
  await page.getByRole("link", { name: "Show the account" }).click();
  await expect(box(page, `${name}: EMEA/France`)).toBeChecked();
  await expect(restrictionsOn(page).getByRole("checkbox", { checked: true })).toHaveCount(1);
  await expect(sentenceOn(page)).toContainText("in EMEA/France and below.");
  await expect(page.getByRole("region", { name: "History" })).toContainText(
    `Domain restrictions: ${name}: EMEA/France`,
  );
});

test("restrictions change, show as badges, are filtered by, and greet the person in the same sentence", async ({
  page,
  anotherBrowser,
}) => {
  const { name } = await groupWith(["EMEA/France/Paris", "EMEA/Fra"]);
  const [person, other] = [await viewer(), await viewer()];
  await restrict(other.id, `${name}: EMEA/Fra`);
  const theirs = await anotherBrowser();
  await signIn(theirs, person);
  const greeting = theirs.getByRole("region", { name: "What you may access" });
  await expect(greeting).toContainText("Reads everything, changes nothing.");

  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await unfold(page, name, "EMEA", "EMEA/France");
  await box(page, `${name}: EMEA/France/Paris`).check();
  await press(page, "Save");
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${person.email}.`);
  await expect(sentenceOn(page)).toContainText("Reads everything, changes nothing, in EMEA/France/Paris and below.");
  await theirs.goto(paths.home);
  await expect(greeting).toContainText("Reads everything, changes nothing, in EMEA/France/Paris and below.");

  await page.goto(paths.accounts);
  await page.getByLabel("Domain, and those below it").fill(`${name}: EMEA/France`);
  await press(page, "Search");
  await expect(emailsOn(page).filter({ hasText: "@" })).toContainText([person.email]);
  await expect(page.getByRole("link", { name: other.email, exact: true })).toHaveCount(0);
  await page.getByLabel("Domain, and those below it").fill(`${name}: emea`);
  await press(page, "Search");
  await expect(page.getByRole("link", { name: other.email, exact: true })).toBeVisible();
  await rowOf(page, person.email).getByRole("link", { name: "EMEA/France/Paris" }).last().click();
  await expect(page).toHaveURL((url) => url.searchParams.get("domain") === `${name}: EMEA/France/Paris`);
  await expect(page.getByRole("link", { name: person.email, exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: other.email, exact: true })).toHaveCount(0);
});

test("domains do not go with Administrator: nothing is cleared in silence, and what is inactive stays where it is", async ({
  page,
}) => {
  const group = await groupWith(["EMEA", "APAC"]);
  const [emea, apac] = [`${group.name}: EMEA`, `${group.name}: APAC`];
  const person = await viewer();
  await restrict(person.id, emea);
  await setDomainActive(await administratingActor(), await domainId(group, "EMEA"), false);
  await setDomainActive(await administratingActor(), await domainId(group, "APAC"), false);

  await signInAsAdministrator(page, paths.accountDetails(person.id));
  const chosen = restrictionsOn(page)
    .getByRole("listitem")
    .filter({ has: page.getByRole("checkbox", { checked: true }) });
  await expect(chosen).toContainText("inactive");
  await unfold(page, group.name);
  await expect(box(page, apac)).toBeDisabled();
  await page.getByRole("checkbox", { name: "Administrator", exact: true }).check();
  await press(page, "Preview");
  await expect(sentenceOn(page)).toContainText("Manages user accounts and everything else.");
  await expect(restrictionsOn(page)).toContainText("take the domains away before you save, or the role");
  await press(page, "Save");
  await expect(alertOn(page)).toHaveText("Please correct the marked field.");
  await expect(restrictionsOn(page)).toHaveAccessibleDescription(
    /Administrators see everything and cannot be restricted/,
  );
  await expect(box(page, emea)).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Administrator", exact: true })).toBeChecked();

  await page.getByRole("checkbox", { name: "Administrator", exact: true }).uncheck();
  await page.getByLabel("First Name").fill("Still restricted");
  await press(page, "Save");
  await expect(noticeOn(page)).toBeVisible();
  await expect(box(page, emea)).toBeChecked();
});

test("of two administrators who restrict one account, the later one is shown the other's domains", async ({
  page,
  anotherBrowser,
}) => {
  const { name } = await groupWith(["EMEA", "APAC"]);
  const person = await viewer();
  const colleague = await anotherBrowser();
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await signInAsAdministrator(colleague, paths.accountDetails(person.id));
  await unfold(colleague, name);
  await box(colleague, `${name}: EMEA`).check();
  await press(colleague, "Save");
  await expect(noticeOn(colleague)).toBeVisible();

  await page.getByLabel("First Name").fill("Mine");
  await press(page, "Preview");
  await press(page, "Save");
  await expect(alertOn(page)).toContainText(`Domain restrictions: ${name}: EMEA`);
  await expect(box(page, `${name}: EMEA`)).toBeChecked();
  await expect(page.getByLabel("First Name")).toHaveValue("Mine");
  await press(page, "Preview");
  await expect(sentenceOn(page)).toContainText("in EMEA and below");
  await press(page, "Save");
  await expect(noticeOn(page)).toBeVisible();
  await expect(box(page, `${name}: EMEA`)).toBeChecked();
});

test("what is typed while an answer is on its way is there when it has come", WITH_SCRIPTS, async ({ page }) => {
  const { name } = await groupWith(["EMEA", "APAC"]);
  await signInAsAdministrator(page, paths.newAccount);
  await unfold(page, name);
  await page.getByRole("checkbox", { name: "Base station manager" }).check();
  await page.getByLabel("First Name").fill("Sent");
  const answer = Promise.withResolvers<void>();
  await page.route(paths.newAccount, async (route) => {
    await answer.promise;
    await route.continue();
  });
  await page.getByLabel("Find a domain").fill(`${name}: `);
  await press(page, "Find");
  await expect(page.getByRole("button", { name: "Finding …" })).toBeVisible();

  await box(page, `${name}: APAC`).check();
  await page.getByRole("checkbox", { name: "Base station manager" }).uncheck();
  await page.getByRole("checkbox", { name: "Device manager" }).check();
  await page.getByLabel("First Name").fill("Typed");
  await page.getByLabel("Find a domain").press("End");
  await page.keyboard.type("E");
  answer.resolve();
  await expect(box(page, `${name}: EMEA`)).toBeVisible();
  await expect(restrictionsOn(page).locator("summary")).toHaveCount(0);
  await expect(box(page, `${name}: APAC`)).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Base station manager" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Device manager" })).toBeChecked();
  await expect(page.getByLabel("First Name")).toHaveValue("Typed");
  await expect(page.getByLabel("Find a domain")).toHaveValue(`${name}: E`);
  await expect(sentenceOn(page)).toContainText("in APAC and below.");
});

test("the sentence follows every tick, by keyboard alone", WITH_SCRIPTS, async ({ page }) => {
  const { name } = await groupWith(["EMEA/France", "APAC"]);
  const person = await viewer();
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByRole("checkbox", { name: "Base station manager" }).focus();
  await page.keyboard.press("Space");
  await expect(sentenceOn(page)).toContainText(
    "Changes base stations, reads devices, multicast groups and connections.",
  );

  await page.getByLabel("Find a domain").focus();
  await page.keyboard.type(`${name}: EMEA/F`);
  await page.keyboard.press("Enter");
  await expect(box(page, `${name}: EMEA/France`)).toBeVisible();
  await expect(page.getByLabel("Find a domain")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(box(page, `${name}: EMEA/France`)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(sentenceOn(page)).toContainText("connections, in EMEA/France and below.");
  await page.getByLabel("First Name").fill("By Enter");
  await page.keyboard.press("Enter");
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${person.email}.`);
  await expect(box(page, `${name}: EMEA/France`)).toBeChecked();
});

test("without scripts Enter in the search box searches, and elsewhere saves", WITHOUT_SCRIPTS, async ({ page }) => {
  const { name } = await groupWith(["EMEA/France"]);
  const person = await viewer();
  await signInAsAdministrator(page, paths.accountDetails(person.id));
  await page.getByLabel("First Name").fill("Not Saved Yet");
  await page.getByLabel("Find a domain").fill(`${name}: EMEA/F`);
  await page.getByLabel("Find a domain").press("Enter");
  await box(page, `${name}: EMEA/France`).check();
  await expect(noticeOn(page)).toHaveCount(0);
  await expect(page.getByLabel("First Name")).toHaveValue("Not Saved Yet");
  await page.getByLabel("First Name").press("Enter");
  await expect(noticeOn(page)).toHaveText(`Saved the changes to ${person.email}.`);
  await expect(box(page, `${name}: EMEA/France`)).toBeChecked();
  await expect(page.getByLabel("First Name")).toHaveValue("Not Saved Yet");
});
