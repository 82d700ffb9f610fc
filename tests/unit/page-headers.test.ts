import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { FLASH_HEADER, PATH_HEADER, SERVER_HEADER } from "#lib/http/request-headers.ts";
import { setPageHeaders } from "#server/page-headers.ts";
import { withEnvironment } from "#tests/db/environment.ts";

async function pageHeadersOf(url: string, headers: Record<string, string> = {}, method = "GET") {
  const request = { method, url, headers: { ...headers } };
  const sent: Record<string, string> = {};
  const set = (name: string, value: string) => {
    sent[name] = value;
  };
  const response = { setHeader: set, appendHeader: set };
  await withEnvironment({}, async () =>
    setPageHeaders(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  );
  return { asked: request.headers as Record<string, string | undefined>, sent };
}

test("a page is told its path without what Next.js adds", async () => {
  for (const [url, path] of [
    ["/account", "/account"],
    ["/account?_rsc", "/account"],
    ["/account?a=1&_rsc=x1", "/account?a=1"],
    ["/account?a=1?2&_rsc=x1", "/account?a=1%3F2"],
    ["/administration/user-accounts?search=%C3%A9", "/administration/user-accounts?search=%C3%A9"],
  ] as const)
    expect((await pageHeadersOf(url)).asked[PATH_HEADER], url).toBe(path);
});

test("headers of ours that a client claims are replaced", async () => {
  const claimed = { [PATH_HEADER]: "//evil.example", [FLASH_HEADER]: "forged", [SERVER_HEADER]: "2" };
  const { asked, sent } = await pageHeadersOf("/account", { ...claimed, "content-security-policy": "none" });
  expect(asked).toMatchObject({ [PATH_HEADER]: "/account", [SERVER_HEADER]: "1" });
  expect(asked[FLASH_HEADER]).toBeUndefined();
  expect(asked["content-security-policy"]).toBe(sent["Content-Security-Policy"]);
  expect((await pageHeadersOf("/_next/static/x.js", claimed)).asked[SERVER_HEADER]).toBeUndefined();
});

test("a flash message reaches the next page that is shown, once", async () => {
  const cookie = "gatehouse.callback-url=%; gatehouse.flash=abc; gatehouse.session=s";
  const { asked, sent } = await pageHeadersOf("/account", { cookie });
  expect(asked[FLASH_HEADER]).toBe("abc");
  expect(asked.cookie).toBe("gatehouse.flash=abc; gatehouse.session=s");
  expect(sent["Set-Cookie"]).toMatch(/^gatehouse\.flash=; Path=\/; Max-Age=0; SameSite=lax$/);
  for (const [headers, method] of [
    [{ cookie }, "POST"],
    [{ cookie, "next-router-prefetch": "1" }, "GET"],
    [{ cookie, purpose: "prefetch" }, "GET"],
  ] as const)
    expect((await pageHeadersOf("/account", headers, method)).asked[FLASH_HEADER]).toBeUndefined();
});
