import { readFileSync } from "node:fs";
import fc from "fast-check";
import { simpleParser } from "mailparser";
import MailComposer from "nodemailer/lib/mail-composer";
import { describe, expect, test } from "vitest";
import { COLOURS } from "#emails/theme.ts";
import { compose } from "#lib/mail/compose.ts";
import { EMAIL_LABELS, type EmailKind } from "#lib/mail/email-kinds.ts";
import { oneLine } from "#lib/mail/one-line.ts";
import { type EmailProps, TEMPLATES } from "#lib/mail/templates.ts";

/** Gmail cuts off what is longer. */
const GMAIL_BYTES = 102 * 1024;

/** RFC 5322, 2.1.1, without the CRLF. */
const LONGEST_LINE = 998;

type Promises = Readonly<{
  subject: string;
  why: string;
  whenNotAskedFor: string;
  until?: string;
  /** Where its one link leads. */
  leadsTo?: string;
}>;

const PROMISES: Readonly<Record<EmailKind, Promises>> = {
  "account-activation": {
    subject: "Activate your account at accounts.example.com",
    why: "an administrator added a user account with this address",
    whenNotAskedFor: "Then do nothing: as long as no password is chosen, nobody can sign in to the account.",
    until: "The link works until: 3 Nov 2026, 14:30 UTC",
    leadsTo: TEMPLATES["account-activation"].PreviewProps.link,
  },
  "password-reset": {
    subject: "Choose a new password at accounts.example.com",
    why: "an administrator asked for a new password for this account",
    whenNotAskedFor: "Then ask your administrator first. Give the link to nobody",
    until: "The link works until: 2 Nov 2026, 15:30 UTC",
    leadsTo: TEMPLATES["password-reset"].PreviewProps.link,
  },
  "forgot-password": {
    subject: "Forgot your password at accounts.example.com?",
    why: "somebody entered it under “Forgot password?”",
    whenNotAskedFor: "Then do nothing: your password stays as it is.",
    until: "The link works until: 2 Nov 2026, 14:45 UTC",
    leadsTo: TEMPLATES["forgot-password"].PreviewProps.link,
  },
  "account-locked": {
    subject: "Your account at accounts.example.com is locked",
    why: "this account was locked. Security notices about your own account cannot be switched off",
    whenNotAskedFor:
      "That was not you? Then somebody was guessing. Nobody got in that way, and nothing was given away.",
    leadsTo: TEMPLATES["account-locked"].PreviewProps.forgotPasswordAddress,
  },
  "password-changed": {
    subject: "Your password at accounts.example.com was changed",
    why: "the password of this account was changed. Security notices about your own account cannot be switched off",
    whenNotAskedFor: "That was not you? Then choose a new password at once, and tell your administrator.",
    leadsTo: TEMPLATES["password-changed"].PreviewProps.forgotPasswordAddress,
  },
  "email-confirmation": {
    subject: "Confirm your new e-mail address at accounts.example.com",
    why: "the owner of an account asked to use this address",
    whenNotAskedFor: "Then do nothing: without your confirmation, nothing changes.",
    until: "The link works until: 2 Nov 2026, 15:30 UTC",
    leadsTo: TEMPLATES["email-confirmation"].PreviewProps.link,
  },
  "email-changed": {
    subject: "Your e-mail address at accounts.example.com was changed",
    why: "it was the e-mail address of an account. Security notices about your own account cannot be switched off",
    whenNotAskedFor: "Then tell your administrator at once",
  },
  "account-locked-notice": {
    subject:
      "An account at accounts.example.com was locked: jean-baptiste.de-la-rochefoucauld@engineering.subsidiary.example.com",
    why: "your account has “An account was locked” among its email notifications",
    whenNotAskedFor: "Then switch them off: Administration > User Accounts, your own account, Email notifications.",
    leadsTo: TEMPLATES["account-locked-notice"].PreviewProps.accountAddress,
  },
  "test-email": {
    subject: "Test mail from accounts.example.com",
    why: "an administrator asked for a test mail",
    whenNotAskedFor: "You did not ask for this? Then do nothing: it changes nothing.",
  },
  "login-instructions": {
    subject: "How to sign in at accounts.example.com",
    why: "an administrator added a user account with this address",
    whenNotAskedFor: "Then do nothing: only who can sign in with Example Industries Workforce Identity as you can",
    leadsTo: TEMPLATES["login-instructions"].PreviewProps.signInAddress,
  },
};

const RESOURCE_TYPES = Object.keys(EMAIL_LABELS) as EmailKind[];

const sample = <ResourceType extends EmailKind>(kind: ResourceType, other: Partial<EmailProps[ResourceType]> = {}) =>
  compose(kind, { ...TEMPLATES[kind].PreviewProps, ...other });

const unwrapped = (text: string) => text.replace(/\s+/g, " ");

const count = (text: string, part: string) => text.split(part).length - 1;

const tags = (html: string) => html.match(/<[^>]*>/g);

describe.each(RESOURCE_TYPES)("the mail %s", (kind) => {
  const { subject, why, whenNotAskedFor, until, leadsTo } = PROMISES[kind];

  test("says who it is from, why it came, until when its link works, and what to do if one did not ask", async () => {
    const mail = await sample(kind);
    const text = unwrapped(mail.text);
    expect(mail.subject).toBe(subject);
    expect(text).toMatch(/Sent by Gatehouse at https:\/\/accounts\.example\.com to \S+@\S+example\.com, because /);
    expect(text).toContain(`because ${why}.`);
    expect(text).toContain(whenNotAskedFor);
    if (until) expect(text).toContain(until);
    else expect(TEMPLATES[kind].PreviewProps).not.toHaveProperty("linkEndsAt");
  });

  test("holds its one link once to click and once to copy, and in the text once", async () => {
    const { html, text } = await sample(kind);
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(hrefs).toEqual(leadsTo ? [leadsTo] : []);
    if (!leadsTo) return;
    expect(count(html, `>${leadsTo}<`)).toBe(1);
    expect(count(html, leadsTo)).toBe(2);
    expect(count(text, leadsTo)).toBe(1);
    expect(`${text}\n`).toContain(`:\n${leadsTo}\n`);
  });

  test("loads nothing, and asks for nothing that Outlook and Gmail do not do", async () => {
    const { html } = await sample(kind);
    expect(html).not.toMatch(/\b(src|srcset|background|action)=|@import|url\(|<(link|script|img|svg|form|object)\b/i);
    expect(html).not.toMatch(/display:\s*(flex|grid)|position:|float:|background-image|\bvar\(/i);
    expect(Buffer.byteLength(html)).toBeLessThan(GMAIL_BYTES);
    expect(count(html, "<table")).toBe(count(html, 'role="presentation"'));
    expect(html).toMatch(/<html[^>]* lang="en"/);
    for (const name of ["color-scheme", "supported-color-schemes"]) {
      expect(html).toContain(`<meta name="${name}" content="light dark"/>`);
    }
    expect(html).toContain("@media (prefers-color-scheme: dark)");
  });

  test("reads well as plain text", async () => {
    const { text } = await sample(kind);
    expect(text).toMatch(/^[A-Z][a-z].*\n\nHello /);
    expect(text).not.toMatch(/<\/?[a-z]|&[a-z#]+\d*;|\n{3}|[ \t]$|If the button/im);
    for (const line of text.split("\n").filter((line) => line.length > 72)) expect(line).not.toContain(" ");
  });

  test("keeps markup, line breaks and turned text in names as text, and out of the subject", async () => {
    const isName = (name: string, value: unknown) =>
      typeof value === "string" && !URL.canParse(value) && !/^(at|linkEndsAt|by|how)$/.test(name);
    const withNames = (name: string) =>
      compose(
        kind,
        Object.fromEntries(
          Object.entries(TEMPLATES[kind].PreviewProps).map(([key, value]) => [key, isName(key, value) ? name : value]),
        ) as EmailProps[typeof kind],
      );
    const hostile = await withNames(
      `<img src="x" onerror='a()'>&amp;\r\n\r\nBcc: x@evil.example\u2028\u202egpj.exe\u2066\0`,
    );
    const harmless = await withNames("Anna");
    expect(tags(hostile.html)).toEqual(tags(harmless.html));
    expect(hostile.html + hostile.text + hostile.subject).not.toMatch(
      /[\r\0\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
    expect(hostile.subject).not.toMatch(/\p{C}/u);
    expect(unwrapped(hostile.text)).toContain(`<img src="x" onerror='a()'>&amp; Bcc: x@evil.example gpj.exe`);
    expect(hostile.text.split("\n\n")).toHaveLength(harmless.text.split("\n\n").length);
  });

  test("arrives as it was written", async () => {
    const mail = await sample(kind, { firstName: "Łukasz-Ørjan 漢字 🐎" });
    const to = { name: "Łukasz-Ørjan 漢字", address: "lukasz@example.com" };
    const message = await new MailComposer({ ...mail, from: "Gatehouse <accounts@example.com>", to }).compile().build();
    for (const line of message.toString("latin1").split("\r\n")) expect(line.length).toBeLessThanOrEqual(LONGEST_LINE);

    const { subject, html, text } = await simpleParser(message);
    expect(subject).toBe(mail.subject);
    expect(html).toBe(mail.html);
    expect(text?.trimEnd()).toBe(mail.text);
    expect(text).toContain("Hello Łukasz-Ørjan 漢字 🐎,");
  });

  test("greets whose name it does not know", async () => {
    expect((await sample(kind, { firstName: "" })).text).toContain("\n\nHello,\n\n");
  });
});

test("a reset says whether the old password still works", async () => {
  const still = await sample("password-reset", { accessEnded: false });
  expect(unwrapped(still.text)).toContain("Until you have, your old password keeps working.");
  const ended = await sample("password-reset", { accessEnded: true });
  expect(unwrapped(ended.text)).toContain("Your old password works no more, and you were signed out everywhere.");
});

test("a notice about a password says how it was changed", async () => {
  expect(unwrapped((await sample("password-changed", { how: "changed" })).text)).toContain(
    "changed on its account page",
  );
  expect(unwrapped((await sample("password-changed", { how: "reset" })).text)).toContain("through a link");
});

test("an invitation says by whom, where that is known", async () => {
  for (const kind of ["account-activation", "login-instructions"] as const) {
    const byKnown = await sample(kind, { invitedBy: "maria@example.com" });
    expect(unwrapped(byKnown.text)).toContain("maria@example.com added a user account for you at https://accounts");
    const byUnknown = await sample(kind, { invitedBy: null });
    expect(unwrapped(byUnknown.text)).toContain("An administrator added a user account for you at https://accounts");
  }
});

test("the old and the new address are told different things, and by whom", async () => {
  const old = await sample("email-changed", { isNewAddress: false, by: "administrator" });
  expect(unwrapped(old.text)).toContain("has another e-mail address now");
  expect(old.text).toContain("Changed by: An administrator");
  const now = await sample("email-changed", { isNewAddress: true, by: "owner" });
  expect(now.subject).toBe("Your new e-mail address at accounts.example.com");
  expect(unwrapped(now.text)).toContain("was changed to this one");
  expect(now.text).toContain("Changed by: The owner of the account");
});

test("an address to be confirmed is not told the present one", async () => {
  const { html, text } = await sample("email-confirmation", { email: "present@example.com" });
  expect(html + text).not.toContain("present@example.com");
});

test("whoever has no name is not named", async () => {
  expect((await sample("account-locked-notice", { lockedName: "" })).text).not.toContain("Name:");
});

test("foreign text becomes one line, and names in any script stay what they are", () => {
  expect(oneLine(" Zoë \r\n\t van\u2028Dijk\u202e \ud800")).toBe("Zoë van Dijk \ufffd");
  for (const name of ["محمد رضایی‌پور", "क्‍ष", "👩‍🚀 O’Neil", "李小龍"]) expect(oneLine(name)).toBe(name);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u);
    }),
  );
});

test("mails have the colours of the pages", () => {
  const css = readFileSync("app/globals.css", "utf8");
  for (const [name, [light, dark]] of Object.entries(COLOURS)) {
    expect(css).toContain(`--color-${name}: light-dark(${light}, ${dark});`);
  }
});

test("the types know what each mail has to be told", () => {
  const wrong = () => [
    // @ts-expect-error The facts of another mail.
    compose("test-email", TEMPLATES["forgot-password"].PreviewProps),
    // @ts-expect-error A moment that is no text.
    sample("account-locked", { at: new Date() }),
    // @ts-expect-error A way that does not exist.
    sample("password-changed", { how: "guessed" }),
    // @ts-expect-error A mail that does not exist.
    compose("newsletter", TEMPLATES["test-email"].PreviewProps),
  ];
  expect(wrong).toBeTypeOf("function");
});
