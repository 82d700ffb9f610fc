import type { NextRequest } from "next/server";
import { checkAccess } from "#lib/forward-auth/check-access.ts";
import { requestContext } from "#lib/http/request-context.ts";

/** Our own HTTP server answers before Next.js (`server/forward-auth.ts`), so this is for other servers. */
export async function GET({ nextUrl, headers: sent }: NextRequest): Promise<Response> {
  const { status, headers } = await checkAccess({
    query: nextUrl.searchParams,
    cookieHeader: sent.get("cookie") ?? "",
    proxiedUrl: requestContext()?.proxiedUrl,
  });
  return new Response(null, { status, headers });
}
