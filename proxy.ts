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

/** next-auth's memory of where to lead to, which is nowhere here; it fails over one that it cannot parse. */
const CALLBACK_COOKIES = ["gatehouse.callback-url", "__Host-gatehouse.callback-url"];

/** Carries what pages cannot know or set by themselves. It never decides who may do what. */
export function proxy(request: NextRequest): NextResponse {
  const status = refusal(request);
  if (status) return new NextResponse(plainHtml(status), { status, headers: PLAIN_HEADERS });
  runMaintenanceAfterResponse(request.nextUrl.pathname);
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), configuration());
  request.cookies.delete(CALLBACK_COOKIES);
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);

  const { name, options } = flashCookie();
  const notice = isVisit(request) ? request.cookies.get(name)?.value : undefined;
  if (notice) headers.set(FLASH_HEADER, notice);
  else headers.delete(FLASH_HEADER);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("cache-control", "private, no-store");
  if (notice) response.cookies.set(name, "", { ...options, maxAge: 0 });
  return response;
}

/**
 * Where there is no server of ours, which would have refused it by now, Next.js fails over a form from elsewhere before
 * an action can, and leaves its sender without an answer.
 */
function refusal({ method, headers, nextUrl }: NextRequest): PlainStatus | undefined {
  if (requestContext() || method === "GET" || method === "HEAD") return undefined;
  if (method !== "POST") return 405;
  return isPostAllowed(nextUrl.pathname, headers, configuration().appUrl) ? undefined : 403;
}

/**
 * Somebody looking at a page, as opposed to a form being sent, a page being fetched ahead, or somebody being on their
 * way out, to come back later.
 */
const isVisit = ({ method, headers, nextUrl }: NextRequest): boolean =>
  method === "GET" &&
  nextUrl.pathname !== paths.providerRedirect &&
  !headers.has("next-router-prefetch") &&
  headers.get("purpose") !== "prefetch";

export const config = { matcher: ["/((?!_next/static|favicon.svg).*)"] };
