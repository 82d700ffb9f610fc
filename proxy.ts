import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { runMaintenanceAfterResponse } from "./lib/background/maintenance-after-response.ts";
import { config as configuration } from "./lib/config/index.ts";
import { contentSecurityPolicy } from "./lib/http/content-security-policy.ts";
import { isPostAllowed } from "./lib/http/own-origin.ts";
import { PLAIN_HEADERS, type PlainStatus, plainHtml } from "./lib/http/plain-page.ts";
import { requestContext } from "./lib/http/request-context.ts";
import { FLASH_HEADER, flashCookie, PATH_HEADER } from "./lib/http/request-headers.ts";
import { paths } from "./lib/paths.ts";

/** next-auth fails if it cannot parse its callback cookie, which we do not use. */
const CALLBACK_COOKIES = ["gatehouse.callback-url", "__Host-gatehouse.callback-url"];

/** Passes on headers and flash messages. It never decides who may do what. */
export function proxy(request: NextRequest): NextResponse {
  const status = rejectionStatus(request);
  if (status) return new NextResponse(plainHtml(status), { status, headers: PLAIN_HEADERS });
  runMaintenanceAfterResponse(request.nextUrl.pathname);
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), configuration());
  request.cookies.delete(CALLBACK_COOKIES);
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);

  const { name, options } = flashCookie();
  const flash = isPageView(request) ? request.cookies.get(name)?.value : undefined;
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

/** A page that is shown, so that its flash message is seen: not a form, a prefetch or a redirect to the provider. */
const isPageView = ({ method, headers, nextUrl }: NextRequest): boolean =>
  method === "GET" &&
  nextUrl.pathname !== paths.providerRedirect &&
  !headers.has("next-router-prefetch") &&
  headers.get("purpose") !== "prefetch";

export const config = { matcher: ["/((?!_next/static|favicon.svg).*)"] };
