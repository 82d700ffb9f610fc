import { headers } from "next/headers";
import { config } from "#lib/config/index.ts";
import { printableExcerpt } from "#lib/text/printable.ts";
import { addressFromVercel, clientAddress } from "./client-address.ts";
import { requestContext } from "./request-context.ts";

/** Where a request comes from, as sessions and audit events keep it. */
export type RequestSource = Readonly<{ address: string | null; userAgent: string | null }>;

/** The source of the request being served. */
export async function requestSource(): Promise<RequestSource> {
  const sent = await headers();
  const userAgent = sent.get("user-agent");
  return { address: addressOf(sent), userAgent: userAgent && printableExcerpt(userAgent) };
}

/** Without a server of ours, nothing is known of a request but its headers. */
function addressOf(sent: Pick<Headers, "get">): string | null {
  const { serverless, trustedProxyHops } = config();
  const context = requestContext();
  if (serverless && !context) return addressFromVercel(sent);
  return clientAddress(context?.peerAddress ?? null, sent.get("x-forwarded-for"), trustedProxyHops);
}
