import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { inviteAccount } from "#lib/accounts/invite-account.ts";
import { mailPasswordReset } from "#lib/accounts/mail-password-reset.ts";
import { resendActivation } from "#lib/accounts/resend-activation.ts";
import { paths } from "#lib/paths.ts";
import { accountWithoutPassword, administrator } from "#tests/db/people.ts";
import { linkIn } from "#tests/mail/letter.ts";
import { type Mailbox, UNKNOWN_HOST } from "#tests/mail/mailbox.ts";
import { expectNoFindings } from "../axe.ts";
import { openRowMenu } from "../list-page.ts";
import { alertOn, noticeOn } from "../messages.ts";
import { expectNoSidewaysScrolling, PHONE } from "../on-a-phone.ts";
import { rareWord, viewer } from "../people.ts";
import { run } from "../security/database.ts";
import { signIn, signInAsAdministrator } from "../signing-in.ts";
import { expect, test, WITH_SCRIPTS } from "./test.ts";
import { askForWayIn } from "./walking.ts";

type Look = (page: Page) => Promise<void>;

/** Shows every page that a person comes to through a mail, and looks at each. */
async function lookAtLinkPages(page: Page, mailbox: Mailbox, look: Look): Promise<void> {
  const boss = await administrator();
  const person = await accountWithoutPassword(LONG);
  await resendActivation(boss, person.id);
  const activation = linkIn(await mailbox.letters.next(person.email, /^Activate/));
  const other = await viewer(LONG);
  await mailPasswordReset(boss, other.id, false);
  const reset = linkIn(await mailbox.letters.next(other.email, /^Choose/));

  await page.goto(paths.forgotPassword);
  await look(page);
  await askForWayIn(page, `${"long.".repeat(12)}way@${"long.".repeat(8)}example.com`);
  await look(page);
  for (const { link, button } of [
    { link: activation, button: "Activate" },
    { link: reset, button: "Save password" },
  ]) {
    await page.goto(link);
    await look(page);
    await page.getByLabel("New password").fill("short");
    await page.getByLabel("Confirm password").fill("short");
    await page.getByRole("button", { name: button }).click();
    await expect(alertOn(page)).toBeVisible();
    await look(page);
  }
  const closed = [sql`expires_at = now()`, sql`replaced_at = now()`, sql`used_at = now()`];
  for (const end of closed) {
    await run(sql`UPDATE links SET ${end} WHERE account_id = ${other.id}`);
    await page.goto(paths.completeReset);
    await look(page);
  }
  await page.goto(`${paths.activate}/damaged`);
  await look(page);

  await signIn(page, await viewer());
  await page.goto(paths.confirmEmail);
  await look(page);
}

const LONG = { firstName: "Wolfeschlegelsteinhausenbergerdorff", lastName: "Featherstonehaugh-Cholmondeley" };

test.describe("axe-core finds nothing on", WITH_SCRIPTS, () => {
  test("the pages that mails lead to, new, refused and closed", async ({ page, mailbox }) => {
    test.slow();
    await lookAtLinkPages(page, mailbox, expectNoFindings);
  });

  test("what administrators see of outgoing mail: empty, in trouble, inviting and resetting", async ({ page }) => {
    const word = rareWord();
    const person = await viewer({ lastName: word });
    await signInAsAdministrator(page, `${paths.outgoingMail}?state=CANCELLED`);
    await expectNoFindings(page);
    await inviteToNowhere(word);
    await page.goto(paths.outgoingMail);
    await expect(page.getByText("could not be sent.")).toBeVisible();
    await expectNoFindings(page);
    await page.goto(paths.newAccount);
    await expectNoFindings(page);
    await page.goto(`${paths.accounts}?${new URLSearchParams({ search: word })}`);
    await openRowMenu(page, `${word}@${UNKNOWN_HOST}`);
    await expect(page.getByRole("button", { name: "Resend activation mail" })).toBeVisible();
    await expectNoFindings(page);
    await page.keyboard.press("Escape");
    await openRowMenu(page, person.email);
    await page.getByRole("link", { name: "Reset user password" }).filter({ visible: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNoFindings(page);
  });
});

/** Invites somebody whose mail fails. */
async function inviteToNowhere(word: string): Promise<void> {
  const email = `${word}@${UNKNOWN_HOST}`;
  await inviteAccount(await administrator(), { ...LONG, lastName: word, phone: null, email, roles: ["viewer"] });
  const failed = sql`SELECT 1 FROM mails WHERE recipient = ${email} AND state = 'FAILED'`;
  await expect.poll(async () => (await run(failed)).length).toBe(1);
}

test.describe("on a phone", () => {
  test.use(PHONE);

  test("no page of outgoing mail scrolls sideways", async ({ page, anotherBrowser, mailbox }) => {
    const word = `${rareWord()}.unusually.long.address.of.somebody`;
    await inviteToNowhere(word);
    const [{ id } = {}] = await run(sql`SELECT id FROM accounts WHERE email = ${`${word}@${UNKNOWN_HOST}`}`);
    await signInAsAdministrator(page);
    const ofAccount = [paths.accountDetails(String(id)), paths.resetPassword(String(id))];
    for (const path of [paths.outgoingMail, paths.accounts, paths.newAccount, paths.account, ...ofAccount]) {
      await page.goto(path);
      await expectNoSidewaysScrolling(page);
    }
    await page.getByRole("button", { name: "Reset password" }).click();
    await expect(noticeOn(page)).toBeVisible();
    await expectNoSidewaysScrolling(page);
    await lookAtLinkPages(await anotherBrowser(), mailbox, expectNoSidewaysScrolling);
  });
});
