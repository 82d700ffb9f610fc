import { headers } from "next/headers";
import { config } from "#lib/config.ts";
import { printableExcerpt } from "#lib/printable.ts";
import { clientAddress } from "./client-address.ts";
import { requestContext } from "./request-context.ts";

/** Where a request comes from, as sessions and audit events keep it. */
export type RequestSource = Readonly<{ address: string | null; userAgent: string | null }>;

/** The source of the request being served. */
export async function requestSource(): Promise<RequestSource> {
  const sent = await headers();
  const peer = requestContext()?.peerAddress ?? null;
  const userAgent = sent.get("user-agent");
  return {
    address: clientAddress(peer, sent.get("x-forwarded-for"), config().trustedProxyHops),
    userAgent: userAgent && printableExcerpt(userAgent),
  };
}
