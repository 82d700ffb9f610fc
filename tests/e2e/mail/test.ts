import { type Mailbox, openMailbox } from "#tests/mail/mailbox.ts";
import { test as base } from "../test.ts";

export { expect, WITH_SCRIPTS, WITHOUT_SCRIPTS } from "../test.ts";

const MAIL_FROM = "Gatehouse <no-reply@example.com>";

/** The tests' `test`, at a Gatehouse with outgoing mail on, and the mailboxes of everybody. */
export const test = base.extend<object, Readonly<{ mailbox: Mailbox }>>({
  mailbox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures off the pattern.
    async ({}, use) => {
      const mailbox = await openMailbox();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: "worker" },
  ],

  settings: [({ mailbox }, use) => use({ MAIL_FROM, SMTP_URL: mailbox.url }), { scope: "worker" }],
});
