import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";

/** Each proxy appends its peer's address, so the n-th from the right cannot be forged (OWASP ASVS 4.1.3, 15.3.4). */
export function clientAddress(peer: string | null, forwardedFor: string | null, trustedHops: number): string | null {
  const path = trustedHops === 0 ? [] : (forwardedFor?.split(",") ?? []);
  const address = [...path, peer].at(-1 - trustedHops);
  return isCanonical(address) ? address : (parse(address)?.toString() ?? null);
}

/** Vercel overwrites it (https://vercel.com/docs/headers/request-headers); `X-Forwarded-For` may be another proxy's. */
export const vercelClientAddress = (sent: Pick<Headers, "get">): string | null =>
  clientAddress(null, sent.get("x-vercel-forwarded-for"), 1);

/** What IPv6 customers get: at least a /64, often a /56, and a /48 per site (RFC 6177). */
const IPV6_PREFIXES = [64, 56, 48];

export function networksOf(address: string): [string, ...string[]] {
  if (isCanonical(address)) return [address];
  const parsed = parse(address);
  if (!(parsed instanceof ipaddr.IPv6)) return [parsed?.toString() ?? address];
  const networks = IPV6_PREFIXES.map((bits) => `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/${bits}`)}/${bits}`);
  return networks as [string, ...string[]];
}

/** An address or an IPv6 network such as 2001:db8:1:2::/64, as events store it. */
export function canonicalSource(typed: string): string | undefined {
  const [address, bits, ...more] = typed.trim().split("/");
  const parsed = more.length === 0 ? parse(address) : undefined;
  if (bits === undefined) return parsed?.toString();
  const network = `${parsed}/${bits}`;
  if (!(parsed instanceof ipaddr.IPv6) || !ipaddr.IPv6.isValidCIDR(network)) return undefined;
  return `${ipaddr.IPv6.networkAddressFromCIDR(network)}/${Number(bits)}`;
}

export const sourceOf = (address: string): string => networksOf(address)[0];

/** Most are. Parsing takes long where each request has to. */
const isCanonical = (address: string | null | undefined): address is string => isIPv4(address ?? "");

/** Turns IPv4-mapped addresses such as ::ffff:192.0.2.1 into IPv4. */
function parse(address: string | null | undefined): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // Without a zone (RFC 4007), which names an interface of this machine.
  const [bare = ""] = address?.trim().split("%") ?? [];
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return isAddress ? ipaddr.process(bare) : undefined;
}
