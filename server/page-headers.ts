import type { IncomingMessage, ServerResponse } from "node:http";
import { config } from "#lib/config/index.ts";
import { contentSecurityPolicy } from "#lib/http/content-security-policy.ts";
import { isPageView } from "#lib/http/page-view.ts";
import { FLASH_HEADER, flashCookie, PATH_HEADER, SERVER_HEADER } from "#lib/http/request-headers.ts";
import { CALLBACK_COOKIES } from "#lib/http/unused-cookies.ts";

const WITHOUT = /^\/(_next\/static|favicon\.svg)/;

/** What `proxy.ts` does elsewhere, for a fraction of its time: Next.js copies request and response around it. */
export function setPageHeaders(request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = "/" } = request;
  delete headers[SERVER_HEADER];
  // There, `proxy.ts` also starts maintenance.
  if (config().serverless || WITHOUT.test(url)) return;
  const policy = contentSecurityPolicy(config());
  headers[SERVER_HEADER] = "1";
  headers["content-security-policy"] = policy;
  headers[PATH_HEADER] = withoutInternalQuery(url);
  response.setHeader("Content-Security-Policy", policy);

  const cookies = headers.cookie?.split(/; */) ?? [];
  const used = cookies.filter((cookie) => !CALLBACK_COOKIES.includes(nameOf(cookie)));
  if (used.length < cookies.length) headers.cookie = used.join("; ");

  delete headers[FLASH_HEADER];
  const { name, options } = flashCookie();
  const flash = used.find((cookie) => nameOf(cookie) === name)?.slice(name.length + 1);
  const pathname = url.split("?", 1)[0] ?? "/";
  if (!flash || !isPageView({ method, pathname, header: (key) => headers[key] })) return;
  headers[FLASH_HEADER] = flash;
  const attributes = `Path=${options.path}; Max-Age=0; SameSite=${options.sameSite}${options.secure ? "; Secure" : ""}`;
  response.appendHeader("Set-Cookie", `${name}=; ${attributes}`);
}

const nameOf = (cookie: string): string => cookie.slice(0, cookie.indexOf("="));

/** Next.js adds a parameter when it navigates in place. */
function withoutInternalQuery(url: string): string {
  const start = url.indexOf("?");
  if (start < 0 || !url.includes("_rsc", start)) return url;
  const path = url.slice(0, start);
  const parameters = new URLSearchParams(url.slice(start));
  parameters.delete("_rsc");
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}
