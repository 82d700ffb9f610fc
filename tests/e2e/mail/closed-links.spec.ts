import { sql } from "drizzle-orm";
import { mailPasswordReset } from "#lib/accounts/mail-password-reset.ts";
import { resendActivation } from "#lib/accounts/resend-activation.ts";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, administrator } from "#tests/db/people.ts";
import { linkIn } from "#tests/mail/letter.ts";
import { alertOn, noticeOn } from "../messages.ts";
import { viewer } from "../people.ts";
import { run } from "../security/database.ts";
import { submitSignIn } from "../signing-in.ts";
import { expect, test } from "./test.ts";
import { activate, choose, completeReset, follow } from "./walking.ts";

const CHOSEN = "nine kites above the quay";

test("a used, a replaced and an expired link say which they are, name nobody, and have a fresh one sent to the mailbox", async ({
  page,
  mailbox,
}) => {
  const boss = await administrator();
  const person = await accountWithoutPassword();
  const closedAs = async (title: string) => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    for (const known of [person.email, person.firstName, person.lastName])
      expect(await page.content()).not.toContain(known);
    await page.getByRole("button", { name: "Send a fresh link to the same mailbox" }).click();
    await expect(page).toHaveURL(paths.login);
    await expect(noticeOn(page)).toHaveText(
      "If the mailbox still belongs to an account, a fresh link is on its way to it.",
    );
  };

  await resendActivation(boss, person.id);
  const first = await mailbox.letters.next(person.email, /^Activate/);
  await run(sql`UPDATE links SET expires_at = now() WHERE account_id = ${person.id}`);
  await follow(page, first, paths.activate);
  await closedAs("This link has expired");
  const second = await mailbox.letters.next(person.email, /^Activate/, 1);
  await follow(page, first, paths.activate);
  await expect(page.getByText("A newer link has taken the place of this one.")).toBeVisible();
  await closedAs("There is a newer mail");
  const third = await mailbox.letters.next(person.email, /^Activate/, 2);
  expect(linkIn(second)).not.toBe(linkIn(third));
  await activate(page, third, CHOSEN);
  await follow(page, third, paths.activate);
  await closedAs("This link was used already");
  await completeReset(page, await mailbox.letters.next(person.email, /^Forgot your password/), `${CHOSEN} again`);
  await submitSignIn(page, { email: person.email, password: `${CHOSEN} again` });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);
});

test("a damaged link, and a page without any, lead to where a new one is asked for", async ({ page, mailbox }) => {
  const person = await accountWithoutPassword();
  await resendActivation(await administrator(), person.id);
  const link = linkIn(await mailbox.letters.next(person.email, /^Activate/));
  const damaged = [link.slice(0, -1), `${link}x`, link.replace(paths.activate, paths.completeReset)];
  for (const address of [...damaged, paths.activate, paths.completeReset]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link is damaged");
    expect(await page.content()).not.toContain(person.email);
  }
  await page.getByRole("link", { name: "Ask for a new link" }).click();
  await expect(page).toHaveURL(paths.forgotPassword);
});

test("looking at a link and sending its form empty use nothing up", async ({ page, mailbox }) => {
  const person = await viewer();
  await mailPasswordReset(await administrator(), person.id, false);
  const letter = await mailbox.letters.next(person.email, /^Choose a new password/);
  for (let look = 0; look < 5; look++) {
    await page.request.get(linkIn(letter));
    await page.request.head(linkIn(letter));
    await page.goto(linkIn(letter));
  }
  await expect(page.getByText(`For ${person.email}.`)).toBeVisible();
  await page.locator("form").evaluate((form: HTMLFormElement) => {
    form.noValidate = true;
  });
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(alertOn(page)).toHaveText("Please correct the 2 marked fields.");
  await choose(page, person.email, "Save password");
  await expect(page.getByLabel("New password")).toHaveAccessibleDescription(/e-mail address/);
  await choose(page, CHOSEN, "Save password");
  await expect(noticeOn(page)).toHaveText("Your new password is set. Sign in with it.");
  await submitSignIn(page, { ...person, password: CHOSEN });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${person.firstName}`);
});

test("a link that is opened in a second tab does not act on the account of the first", async ({ page, mailbox }) => {
  const boss = await administrator();
  const [one, other] = [await accountWithoutPassword(), await accountWithoutPassword()];
  for (const { id } of [one, other]) await resendActivation(boss, id);
  const letter = await mailbox.letters.next(one.email, /^Activate/);
  await follow(page, letter, paths.activate);
  const secondTab = await page.context().newPage();
  await follow(secondTab, await mailbox.letters.next(other.email, /^Activate/), paths.activate);
  await page.getByLabel("First Name").fill("Not The Other");
  await choose(page, CHOSEN, "Activate");
  await expect(alertOn(page)).toHaveText("Another link was opened in this browser meanwhile. Open yours again.");
  await secondTab.reload();
  await expect(secondTab.getByText(other.email)).toBeVisible();
  await expect(secondTab.getByLabel("First Name")).toHaveValue(other.firstName);
  await activate(page, letter, CHOSEN);
  await submitSignIn(page, { email: one.email, password: CHOSEN });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${one.firstName}`);
});

test("a link that somebody used meanwhile says so in the place of its form", async ({
  page,
  anotherBrowser,
  mailbox,
}) => {
  const person = await viewer();
  await mailPasswordReset(await administrator(), person.id, false);
  const letter = await mailbox.letters.next(person.email, /^Choose a new password/);
  await follow(page, letter, paths.completeReset);
  await completeReset(await anotherBrowser(), letter, CHOSEN);
  await choose(page, "too late to choose this", "Save password");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link was used already");
});
