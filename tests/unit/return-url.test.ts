import fc from "fast-check";
import { expect, test } from "vitest";
import { returnUrlIn, safeReturnUrl } from "#lib/http/return-url.ts";

const ORIGINS = ["https://shop.example", "https://shop.example:8443", "http://localhost:8080"];

test.each([
  "https://shop.example/",
  "https://shop.example/cart?item=1&item=2",
  "https://shop.example:8443/a%20b/%E2%82%AC",
  "http://localhost:8080/?next=//evil.example",
  "https://shop.example/@evil.example",
])("%s is a valid return URL", (address) => {
  expect(safeReturnUrl(address, ORIGINS)).toBe(address);
  expect(safeReturnUrl(address, [])).toBeUndefined();
});

test.each([
  "",
  "/",
  "/account",
  "shop.example",
  "//shop.example",
  "///shop.example",
  "http://shop.example/",
  "https://shop.example:444/",
  "https://evil.example/",
  "http://evil.example",
  "http:///evil.example",
  "https:///evil.example",
  "https:/evil.example",
  "https:evil.example",
  "https://shop.example.evil.example/",
  "https://shop.example@evil.example/",
  "https://shop.example:x@evil.example/",
  "https://me@shop.example/",
  "https://shop.example\\@evil.example/",
  "https:\\\\evil.example",
  "https://evil.example\\shop.example",
  "https://shop.example%2eevil.example/",
  "https://evil.example#https://shop.example/",
  "https://evil.example?https://shop.example/",
  "https://shop.example\t.evil.example/",
  "https://shop.example/\r\nSet-Cookie: a=b",
  "https://shop.example/\nLocation: x",
  " https://shop.example/",
  "https://shop.example/ x",
  "https://ѕhop.example/",
  "https://shop.example/é",
  "javascript:alert(1)",
  "javascript://shop.example/%0aalert(1)",
  "data:text/html,x",
  "@evil.example",
  undefined,
  null,
  42,
  ["https://shop.example/"],
  { toString: () => "https://shop.example/" },
])("%j is not a return URL", (address) => {
  expect(safeReturnUrl(address, ORIGINS)).toBeUndefined();
});

test("no text leads to an origin that is not allowed", () => {
  const pieces = [
    "https://",
    "http:",
    "/",
    "\\",
    "shop.example",
    "evil.example",
    "@",
    ":",
    "8443",
    "?",
    "#",
    "\t",
    "%2f",
  ];
  const crafted = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 8 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(crafted, fc.constantFrom("", ...ORIGINS), (text, start) => {
      const address = safeReturnUrl(`${start}${text}`, ORIGINS);
      if (address === undefined) return;
      expect(ORIGINS).toContain(new URL(address).origin);
      expect(safeReturnUrl(address, ORIGINS)).toBe(address);
    }),
    { numRuns: 3000 },
  );
});

test("a return URL is read with or without encoding", () => {
  const url = "https://shop.example/cart?item=1&item=2";
  expect(returnUrlIn(`/login?back=${url}`)).toBe(url);
  expect(returnUrlIn(`/login?next=%2F&back=${url}`)).toBe(url);
  expect(returnUrlIn(`/login?back=${encodeURIComponent(url)}&next=%2F`)).toBe(url);
  expect(returnUrlIn("/login?back=%")).toBeUndefined();
  for (const path of ["/login", "/login?next=/back", "/login?xback=https://shop.example/"])
    expect(returnUrlIn(path)).toBeUndefined();
});
