import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { paths } from "#lib/paths.ts";
import { noticeOn } from "../messages.ts";
import { viewer } from "../people.ts";
import { run } from "../security/database.ts";
import { signInAsAdministrator } from "../signing-in.ts";
import { expect, test } from "./test.ts";

const rowTo = (page: Page, email: string) =>
  page.getByRole("table", { name: "Mails" }).locator("tbody tr").filter({ hasText: email });

const banner = (page: Page) => page.getByText("could not be sent.");

/** Waits until every mail to an address has come to its end, as its page then shows. */
const settled = (email: string, ...states: string[]) =>
  expect
    .poll(async () => {
      const rows = await run(sql`SELECT state FROM mails WHERE recipient = ${email} ORDER BY created_at, id`);
      return rows.map(({ state }) => state);
    })
    .toEqual(states);

test("administrators see how mails go out and what became of them, and try it with a mail to themselves", async ({
  page,
  mailbox,
}) => {
  const boss = await signInAsAdministrator(page, paths.home);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Outgoing mail" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Outgoing mail");
  const overview = page.getByRole("region", { name: "Outgoing mail" });
  await expect(overview).toContainText(`SMTP, ${new URL(mailbox.url).host}`);
  await expect(overview).toContainText("Gatehouse <no-reply@example.com>");
  await page.getByRole("button", { name: "Send a test mail to me" }).click();
  await expect(noticeOn(page)).toHaveText(`A test mail to ${boss.email} is on its way.`);
  const letter = await mailbox.letters.next(boss.email, /^Test mail/);
  expect(letter.text).toContain("SMTP");
  await settled(boss.email, "SENT");
  await page.getByRole("link", { name: "SENT", exact: true }).click();
  await expect(rowTo(page, boss.email)).toContainText(/Test mail.*SENT/);
  await page.getByRole("link", { name: "FAILED", exact: true }).click();
  await expect(page).toHaveURL(`${paths.outgoingMail}?state=FAILED`);
  await expect(rowTo(page, boss.email)).toHaveCount(0);
});

test("a mail that is refused says why, and is tried again or discarded; until then every page of administrators says so", async ({
  page,
  mailbox,
}) => {
  // Other tests leave failures behind in the same house.
  await run(sql`UPDATE mails SET state = 'CANCELLED' WHERE state = 'FAILED'`);
  const person = await viewer();
  mailbox.unknown.add(person.email);
  await signInAsAdministrator(page, paths.resetPassword(person.id));
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(noticeOn(page)).toHaveText(`A reset mail to ${person.email} is on its way.`);
  await settled(person.email, "FAILED");
  await page.goto(paths.accountDetails(person.id));
  const mails = page.getByRole("region", { name: "Mails" }).getByRole("listitem");
  await expect(mails).toHaveText([/Password reset.*No such mailbox.*FAILED/]);
  await expect(banner(page)).toContainText("1 mail could not be sent.");
  await page.getByRole("link", { name: "Look at outgoing mail" }).click();
  await expect(rowTo(page, person.email)).toContainText("No such mailbox");

  mailbox.unknown.delete(person.email);
  await page.getByRole("button", { name: `Try again to mail ${person.email}` }).click();
  await expect(noticeOn(page)).toHaveText(`The mail to ${person.email} is sent again.`);
  await mailbox.letters.next(person.email, /^Choose a new password/);
  await settled(person.email, "SENT");

  mailbox.unknown.add(person.email);
  await page.goto(paths.resetPassword(person.id));
  await expect(banner(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(noticeOn(page)).toBeVisible();
  await settled(person.email, "SENT", "FAILED");
  await page.goto(`${paths.outgoingMail}?state=FAILED`);
  await expect(banner(page)).toBeVisible();
  await page.getByRole("button", { name: `Discard the mail to ${person.email}` }).click();
  await expect(noticeOn(page)).toHaveText(`Discarded the mail to ${person.email}.`);
  await expect(banner(page)).toHaveCount(0);
  await expect(page).toHaveURL(paths.outgoingMail);
  await expect(rowTo(page, person.email).first()).toContainText("CANCELLED");
});
