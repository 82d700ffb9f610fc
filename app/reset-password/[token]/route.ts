import { storeLinkToken } from "#lib/links/link-cookie.ts";

/** Where the mailed link leads first; the page itself has an address without the secret. */
export async function GET(_request: Request, { params }: RouteContext<"/reset-password/[token]">): Promise<Response> {
  return storeLinkToken("password-reset", (await params).token);
}
