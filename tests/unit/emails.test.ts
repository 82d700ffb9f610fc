import { readFileSync } from "node:fs";
import fc from "fast-check";
import { simpleParser } from "mailparser";
import MailComposer from "nodemailer/lib/mail-composer";
import { describe, expect, test } from "vitest";
import { COLOURS } from "#emails/theme.ts";
import { compose, oneLine } from "#lib/mail/compose.ts";
import { EMAIL_LABELS, type EmailKind } from "#lib/mail/email-kinds.ts";

import { type EmailProps, TEMPLATES } from "#lib/mail/templates.ts";

/** Gmail clips longer messages. */
const GMAIL_BYTES = 102 * 1024;

/** RFC 5322, 2.1.1, without the CRLF. */
const LONGEST_LINE = 998;

type Expected = Readonly<{
  subject: string;
  reason: string;
  ifUnexpected: string;
  expiry?: string;
  /** The URL of its one link. */
  link?: string;
}>;

const SECURITY_NOTICE = "You can’t turn off security notices about your own account.";

const EXPECTED: Readonly<Record<EmailKind, Expected>> = {
  "account-activation": {
    subject: "Activate your account at accounts.example.com",
    reason: "an administrator created an account for this address.",
    ifUnexpected: "you can ignore it. Nobody can sign in to the account until a password is chosen.",
    expiry: "Link expires: 3 Nov 2026, 14:30 UTC",
    link: TEMPLATES["account-activation"].PreviewProps.link,
  },
  "password-reset": {
    subject: "Choose a new password at accounts.example.com",
    reason: "an administrator asked you to choose a new password.",
    ifUnexpected: "check with your administrator before you use the link. Don’t share the link",
    expiry: "Link expires: 2 Nov 2026, 15:30 UTC",
    link: TEMPLATES["password-reset"].PreviewProps.link,
  },
  "forgot-password": {
    subject: "Reset your password at accounts.example.com",
    reason: "someone entered this address under “Forgot password?”.",
    ifUnexpected: "you can ignore this email. Your password stays the same. Don’t share the link",
    expiry: "Link expires: 2 Nov 2026, 14:45 UTC",
    link: TEMPLATES["forgot-password"].PreviewProps.link,
  },
  "account-locked": {
    subject: "Your account at accounts.example.com is locked",
    reason: `your account was locked. ${SECURITY_NOTICE}`,
    ifUnexpected: "If this wasn’t you, someone may be guessing your password. None of these sign-ins succeeded.",
    link: TEMPLATES["account-locked"].PreviewProps.forgotPasswordUrl,
  },
  "password-changed": {
    subject: "Your password at accounts.example.com was changed",
    reason: `the password of your account was changed. ${SECURITY_NOTICE}`,
    ifUnexpected: "If this wasn’t you, choose a new password immediately and tell your administrator.",
    link: TEMPLATES["password-changed"].PreviewProps.forgotPasswordUrl,
  },
  "email-confirmation": {
    subject: "Confirm your new email address at accounts.example.com",
    reason: "someone asked to use this address for their account.",
    ifUnexpected: "you can ignore this email. Nothing changes without your confirmation.",
    expiry: "Link expires: 2 Nov 2026, 15:30 UTC",
    link: TEMPLATES["email-confirmation"].PreviewProps.link,
  },
  "email-changed": {
    subject: "Your email address at accounts.example.com was changed",
    reason: `it was the email address of your account. ${SECURITY_NOTICE}`,
    ifUnexpected: "If you didn’t expect this change, tell your administrator immediately.",
  },
  "account-locked-notice": {
    subject:
      "Account locked at accounts.example.com: jean-baptiste.de-la-rochefoucauld@engineering.subsidiary.example.com",
    reason: "your account has the notification “An account was locked” turned on.",
    ifUnexpected:
      "To stop these emails, go to Administration > User Accounts, open your own account and turn off “An account was locked”",
    link: TEMPLATES["account-locked-notice"].PreviewProps.accountUrl,
  },
  "test-email": {
    subject: "Test email from accounts.example.com",
    reason: "an administrator requested a test email.",
    ifUnexpected: "If you didn’t request this, you can ignore this email. Nothing was changed.",
  },
  "login-instructions": {
    subject: "How to sign in to accounts.example.com",
    reason: "an administrator created an account for this address.",
    ifUnexpected:
      "you can ignore it. Only someone who can sign in to your Example Industries Workforce Identity account",
    link: TEMPLATES["login-instructions"].PreviewProps.signInUrl,
  },
};

const KINDS = Object.keys(EMAIL_LABELS) as EmailKind[];

const sample = <Kind extends EmailKind>(kind: Kind, props: Partial<EmailProps[Kind]> = {}) =>
  compose(kind, { ...TEMPLATES[kind].PreviewProps, ...props });

const unwrapped = (text: string) => text.replace(/\s+/g, " ");

const count = (text: string, part: string) => text.split(part).length - 1;

const tags = (html: string) => html.match(/<[^>]*>/g);

describe.each(KINDS)("the %s email", (kind) => {
  const { subject, reason, ifUnexpected, expiry, link } = EXPECTED[kind];

  test("names its sender, reason, expiry and what to do if unexpected", async () => {
    const email = await sample(kind);
    const text = unwrapped(email.text);
    expect(email.subject).toBe(subject);
    expect(text).toMatch(
      /Gatehouse at https:\/\/accounts\.example\.com sent this email to \S+@\S+example\.com because /,
    );
    expect(text.endsWith(`because ${reason}`)).toBe(true);
    expect(text).toContain(ifUnexpected);
    if (expiry) expect(text).toContain(expiry);
    else expect(TEMPLATES[kind].PreviewProps).not.toHaveProperty("linkExpiresAt");
  });

  test("contains its link as a button, as a copyable URL and in the text", async () => {
    const { html, text } = await sample(kind);
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(hrefs).toEqual(link ? [link] : []);
    if (!link) return;
    expect(count(html, `>${link}<`)).toBe(1);
    expect(count(html, link)).toBe(2);
    expect(count(text, link)).toBe(1);
    expect(`${text}\n`).toContain(`:\n${link}\n`);
  });

  test("loads nothing, and uses only what Outlook and Gmail support", async () => {
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

  test("escapes markup, line breaks and bidirectional controls in its props", async () => {
    const isFreeText = (name: string, value: unknown) =>
      typeof value === "string" && !URL.canParse(value) && !/^(at|linkExpiresAt|by|how)$/.test(name);
    const withText = (text: string) =>
      compose(
        kind,
        Object.fromEntries(
          Object.entries(TEMPLATES[kind].PreviewProps).map(([key, value]) => [
            key,
            isFreeText(key, value) ? text : value,
          ]),
        ) as EmailProps[typeof kind],
      );
    const hostile = await withText(
      `<img src="x" onerror='a()'>&amp;\r\n\r\nBcc: x@evil.example\u2028\u202egpj.exe\u2066\0`,
    );
    const harmless = await withText("Anna");
    expect(tags(hostile.html)).toEqual(tags(harmless.html));
    expect(hostile.html + hostile.text + hostile.subject).not.toMatch(
      /[\r\0\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
    expect(hostile.subject).not.toMatch(/\p{C}/u);
    expect(unwrapped(hostile.text)).toContain(`<img src="x" onerror='a()'>&amp; Bcc: x@evil.example gpj.exe`);
    expect(hostile.text.split("\n\n")).toHaveLength(harmless.text.split("\n\n").length);
  });

  test("survives MIME encoding unchanged", async () => {
    const email = await sample(kind, { firstName: "Łukasz-Ørjan 漢字 🐎" });
    const to = { name: "Łukasz-Ørjan 漢字", address: "lukasz@example.com" };
    const message = await new MailComposer({ ...email, from: "Gatehouse <accounts@example.com>", to })
      .compile()
      .build();
    for (const line of message.toString("latin1").split("\r\n")) expect(line.length).toBeLessThanOrEqual(LONGEST_LINE);

    const { subject, html, text } = await simpleParser(message);
    expect(subject).toBe(email.subject);
    expect(html).toBe(email.html);
    expect(text?.trimEnd()).toBe(email.text);
    expect(text).toContain("Hello Łukasz-Ørjan 漢字 🐎,");
  });

  test("greets a recipient without a name", async () => {
    expect((await sample(kind, { firstName: "" })).text).toContain("\n\nHello,\n\n");
  });
});

test("a password reset says whether the old password still works", async () => {
  const still = await sample("password-reset", { accessEnded: false });
  expect(unwrapped(still.text)).toContain("Your current password works until you do.");
  const ended = await sample("password-reset", { accessEnded: true });
  expect(unwrapped(ended.text)).toContain("Your old password no longer works, and you were signed out everywhere.");
});

test("a password notice says how the password was changed", async () => {
  expect(unwrapped((await sample("password-changed", { how: "changed" })).text)).toContain(
    "changed on your account page",
  );
  expect(unwrapped((await sample("password-changed", { how: "reset" })).text)).toContain("reset with a link");
});

test("an invitation names the administrator, where known", async () => {
  for (const kind of ["account-activation", "login-instructions"] as const) {
    const known = await sample(kind, { invitedBy: "maria@example.com" });
    expect(unwrapped(known.text)).toContain("maria@example.com created an account for you at accounts.");
    const unknown = await sample(kind, { invitedBy: null });
    expect(unwrapped(unknown.text)).toContain("An administrator created an account for you at accounts.");
  }
});

test("the old and the new address get different notices of a change", async () => {
  const old = await sample("email-changed", { isNewAddress: false, by: "administrator" });
  expect(unwrapped(old.text)).toContain("sign in with your new address");
  expect(old.text).toContain("Changed by: An administrator");
  const current = await sample("email-changed", { isNewAddress: true, by: "owner" });
  expect(current.subject).toBe("Your new email address at accounts.example.com");
  expect(unwrapped(current.text)).toContain("was changed to this one");
  expect(current.text).toContain("Changed by: The account’s owner");
});

test("a confirmation does not reveal the current address", async () => {
  const { html, text } = await sample("email-confirmation", { email: "current@example.com" });
  expect(html + text).not.toContain("current@example.com");
});

test("a lock notice omits an empty name", async () => {
  expect((await sample("account-locked-notice", { lockedName: "" })).text).not.toContain("Name:");
});

test("oneLine removes line breaks and controls, and keeps names in any script", () => {
  expect(oneLine(" Zoë \r\n\t van\u2028Dijk\u202e \ud800")).toBe("Zoë van Dijk \ufffd");
  for (const name of ["محمد رضایی‌پور", "क्‍ष", "👩‍🚀 O’Neil", "李小龍"]) expect(oneLine(name)).toBe(name);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u);
    }),
  );
});

test("emails use the colours of the pages", () => {
  const css = readFileSync("app/globals.css", "utf8");
  for (const [name, [light, dark]] of Object.entries(COLOURS)) {
    expect(css).toContain(`--color-${name}: light-dark(${light}, ${dark});`);
  }
});

test("the types check the props of each email", () => {
  const wrong = () => [
    // @ts-expect-error Another kind's props.
    compose("test-email", TEMPLATES["forgot-password"].PreviewProps),
    // @ts-expect-error A date that is not a string.
    sample("account-locked", { at: new Date() }),
    // @ts-expect-error An unknown way to change a password.
    sample("password-changed", { how: "guessed" }),
    // @ts-expect-error An unknown kind.
    compose("newsletter", TEMPLATES["test-email"].PreviewProps),
  ];
  expect(wrong).toBeTypeOf("function");
});
