import { storeLinkToken } from "#app/_forms/link-cookie.ts";

/** The emailed link. It stores the token in a cookie, so that the page's address has none. */
export async function GET(_request: Request, { params }: RouteContext<"/activate/[token]">): Promise<Response> {
  return storeLinkToken("activation", (await params).token);
}
