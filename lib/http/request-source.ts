import { headers } from "next/headers";
import { config } from "#lib/config/index.ts";
import { printableExcerpt } from "#lib/text/printable.ts";
import { clientAddress, vercelClientAddress } from "./client-address.ts";
import { requestContext } from "./request-context.ts";

export type RequestSource = Readonly<{ address: string | null; userAgent: string | null }>;

export async function requestSource(): Promise<RequestSource> {
  const sent = await headers();
  const userAgent = sent.get("user-agent");
  return { address: addressOf(sent), userAgent: userAgent && printableExcerpt(userAgent) };
}

/** On a serverless platform only the headers are known. */
function addressOf(sent: Pick<Headers, "get">): string | null {
  const { serverless, trustedProxyHops } = config();
  const context = requestContext();
  if (serverless && !context) return vercelClientAddress(sent);
  return clientAddress(context?.peerAddress ?? null, sent.get("x-forwarded-for"), trustedProxyHops);
}
