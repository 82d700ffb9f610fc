import { type NextRequest, NextResponse } from "next/server";
import { runMaintenanceAfterResponse } from "./lib/background/maintenance-after-response.ts";
import { config as configuration } from "./lib/config/index.ts";
import { contentSecurityPolicy } from "./lib/http/content-security-policy.ts";
import { isPostAllowed } from "./lib/http/own-origin.ts";
import { isPageView } from "./lib/http/page-view.ts";
import { PLAIN_HEADERS, type PlainStatus, plainHtml } from "./lib/http/plain-page.ts";
import { requestContext } from "./lib/http/request-context.ts";
import { FLASH_HEADER, flashCookie, PATH_HEADER } from "./lib/http/request-headers.ts";
import { CALLBACK_COOKIES } from "./lib/http/unused-cookies.ts";

/**
 * Passes on headers and flash messages, where our HTTP server does not (`server/page-headers.ts`). It never decides who may
 * do what.
 */
export function proxy(request: NextRequest): NextResponse {
  const status = rejectionStatus(request);
  if (status) return new NextResponse(plainHtml(status), { status, headers: PLAIN_HEADERS });
  runMaintenanceAfterResponse(request.nextUrl.pathname);
  const policy = contentSecurityPolicy(configuration());
  request.cookies.delete(CALLBACK_COOKIES);
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);

  const { name, options } = flashCookie();
  const { method, nextUrl } = request;
  const isView = isPageView({ method, pathname: nextUrl.pathname, header: (key) => request.headers.get(key) });
  const flash = isView ? request.cookies.get(name)?.value : undefined;
  if (flash) headers.set(FLASH_HEADER, flash);
  else headers.delete(FLASH_HEADER);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("cache-control", "private, no-store");
  if (flash) response.cookies.set(name, "", { ...options, maxAge: 0 });
  return response;
}

/** Our HTTP server does this before reading the body. Without it, Next.js would fail on a form from another origin. */
function rejectionStatus({ method, headers, nextUrl }: NextRequest): PlainStatus | undefined {
  if (requestContext() || method === "GET" || method === "HEAD") return undefined;
  if (method !== "POST") return 405;
  return isPostAllowed(nextUrl.pathname, headers, configuration().appUrl) ? undefined : 403;
}

/** Next.js reads it without running it. */
export const config = {
  matcher: [{ source: "/((?!_next/static|favicon.svg).*)", missing: [{ type: "header", key: "x-gatehouse-server" }] }],
};
