import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalEmail, emailField } from "#lib/profile/email-address.ts";

test.each([
  ["Ann@Example.COM", "ann@example.com"],
  ["  ann@example.com\t", "ann@example.com"],
  ["ann＠example.com", "ann@example.com"],
  ["ann﹫example.com", "ann@example.com"],
  ["ａｎｎ@example.com", "ann@example.com"],
  ["\u212Aate@example.com", "kate@example.com"],
  ["kate@\u212Aiosk.example", "kate@kiosk.example"],
  ["first.last+tag@sub.example.co", "first.last+tag@sub.example.co"],
  ["o'brien@example.com", "o'brien@example.com"],
  ["ann@müller.example", "ann@xn--mller-kva.example"],
  ["ann@xn--mller-kva.example", "ann@xn--mller-kva.example"],
  ["ann@пример.example", "ann@xn--e1afmkfd.example"],
  ["ann@公司.cn", "ann@xn--55qx5d.cn"],
  ["ann@example。com", "ann@example.com"],
])("%j is stored as %s", (typed, canonical) => {
  expect(canonicalEmail(typed)).toBe(canonical);
});

test.each([
  "",
  "ann",
  "ann@",
  "@example.com",
  "a@b",
  "a＠b",
  '"a@evil"@corp.example',
  '"quoted"@example.com',
  "a,b@example.com",
  "a@example.com,b@example.com",
  "a@example.com;b@example.com",
  "a@example.com b@example.com",
  "a@b@example.com",
  "a@example.com\r\nBcc: b@example.com",
  "a\r\n@example.com",
  "<a@example.com>",
  "Ann <a@example.com>",
  "a(comment)@example.com",
  "<x>@example.com",
  "a\u0000@example.com",
  "mıke@example.com",
  "MİKE@example.com",
  "ann@exam ple.com",
  ".ann@example.com",
  "ann.@example.com",
  "an..n@example.com",
  "ann@.example.com",
  "ann@example..com",
  "ann@example.com.",
  "ann@-example.com",
  "ann@example-.com",
  "ann@xn--a.com",
  "ann@xn--zzzzzzzzz.com",
  "ann@xn--abc-.com",
  "ann@xn--xn--a-gua.com",
  "ann@sub.xn--a.com",
  "ann@127.0.0.1",
  "ann@[127.0.0.1]",
  "ann@0x7f.1",
  "ann@example.com/path",
  "ann@example.com:25",
  "ann@example.com?x",
  "ann@example.com#x",
  "ann@example.com\\x",
  "ann@ex%61mple.com",
  "ann@exam\tple.com",
  "ann@exam\r\nple.com",
  "ann@user:pw@example.com",
  "żółw@example.com",
  "a\u200b@example.com",
  "a\u202e@example.com",
  `${"a".repeat(65)}@example.com`,
  `ann@${"a".repeat(64)}.com`,
  `ann@${"abcdefgh.".repeat(30)}com`,
])("%j is rejected as an email address", (typed) => {
  expect(canonicalEmail(typed)).toBeUndefined();
});

test("a look-alike Cyrillic character makes a different domain", () => {
  expect(canonicalEmail("ann@c\u043erp.example")).not.toBe(canonicalEmail("ann@corp.example"));
});

test("canonical addresses are ASCII and stay unchanged", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.emailAddress(),
        fc.string({ unit: "grapheme" }).map((text) => `${text}@example.com`),
      ),
      (typed) => {
        const canonical = canonicalEmail(typed);
        if (canonical === undefined) return;
        expect(canonicalEmail(canonical)).toBe(canonical);
        expect(canonical).toMatch(/^[!-?A-~]+@[a-z0-9.-]+$/);
        expect(canonical).toBe(canonical.toLowerCase());
      },
    ),
  );
});

test("the field returns an address or an error message", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 1200 }), (typed) => {
      const parsed = emailField.safeParse(typed);
      if (!parsed.success) expect(parsed.error.issues[0]?.message).toMatch(/\.$/);
    }),
  );
});
