import { storeLinkToken } from "#app/_forms/link-cookie.ts";

/** The emailed link. It stores the token in a cookie, so that the page's address has none. */
export async function GET(_request: Request, { params }: RouteContext<"/confirm-email/[token]">): Promise<Response> {
  return storeLinkToken("email-change", (await params).token);
}
