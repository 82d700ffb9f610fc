import fc from "fast-check";
import { expect, test } from "vitest";
import { safeReturnPath } from "#lib/http/return-path.ts";

test.each([
  "/account",
  "/administration/user-accounts?search=ann&sort=email",
  "/administration/user-accounts?search=a%2Fb%5Cc",
  "/loginesque",
  "/confirm-email",
  "/administration/outgoing-mail?state=FAILED",
  "/administration/user-accounts/1/reset-password",
])("%s is a valid return path", (path) => {
  expect(safeReturnPath(path)).toBe(path);
});

test.each([
  "",
  "account",
  "http://evil.example",
  "https://evil.example/",
  "http:///evil.example",
  "//evil.example",
  "///evil.example",
  "////evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/x/%2e%2e//evil.example",
  "/%2e//evil.example",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "@evil.example",
  "/account\r\nSet-Cookie: a=b",
  "/account\nLocation: x",
  "/nul\0",
  "/löschen",
  "/\u202eelbon",
  "/login",
  "/login?next=/login",
  "/login/",
  "/new-password",
  "/forgot-password",
  "/activate",
  "/activate/a-secret",
  "/reset-password",
  "/reset-password/a-secret?x=1",
  "/api/auth/signout",
  "/./login",
  "/account/../login",
  undefined,
  null,
  42,
  ["/account"],
  { toString: () => "/account" },
])("%j returns home instead", (path) => {
  expect(safeReturnPath(path)).toBe("/");
});

test("no text leads to another origin", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    "//",
    ".",
    "..",
    "@",
    ":",
    "http:",
    "evil.example",
    "%2f",
    "%5c",
    "\t",
    "\n",
    "?",
    "#",
  );
  const crafted = fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(crafted, fc.boolean(), (text, rooted) => {
      const path = safeReturnPath(rooted ? `/${text}` : text);
      expect(path.startsWith("/")).toBe(true);
      expect(new URL(path, "https://accounts.example.com").origin).toBe("https://accounts.example.com");
      expect(safeReturnPath(path)).toBe(path);
    }),
    { numRuns: 2000 },
  );
});
