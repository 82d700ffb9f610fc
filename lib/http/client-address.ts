import ipaddr from "ipaddr.js";

/**
 * Whose address a request really comes from. Each trusted proxy appends the address it was called from to
 * `X-Forwarded-For`, so with n of them the n-th from the right is the first that no client could write itself
 * (OWASP ASVS 4.1.3, 15.3.4). With none, the header is not read at all.
 * @param peer the address at the other end of the socket, where known
 * @param trustedHops how many proxies in front may be believed
 */
export function clientAddress(peer: string | null, forwardedFor: string | null, trustedHops: number): string | null {
  const path = trustedHops === 0 ? [] : (forwardedFor?.split(",") ?? []);
  return parse([...path, peer].at(-1 - trustedHops))?.toString() ?? null;
}

/**
 * The same on Vercel, which sets this header over whatever a client sent
 * (https://vercel.com/docs/headers/request-headers). `X-Forwarded-For` may be another proxy's there.
 */
export const addressFromVercel = (sent: Pick<Headers, "get">): string | null =>
  clientAddress(null, sent.get("x-vercel-forwarded-for"), 1);

/** What one IPv6 customer is given: a /64 at least, often a /56, and a /48 as a site (RFC 6177). */
const IPV6_PREFIXES = [64, 56, 48];

/** The networks that a limit is about, the narrowest first: an IPv4 address is one by itself. */
export function networksOf(address: string): [string, ...string[]] {
  const parsed = parse(address);
  if (!(parsed instanceof ipaddr.IPv6)) return [parsed?.toString() ?? address];
  const networks = IPV6_PREFIXES.map((bits) => `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/${bits}`)}/${bits}`);
  return networks as [string, ...string[]];
}

/**
 * An address, or an IPv6 network such as 2001:db8:1:2::/64, in the spelling in which events keep it; `undefined` for what
 * is neither.
 */
export function canonicalSource(typed: string): string | undefined {
  const [address, bits, ...more] = typed.trim().split("/");
  const parsed = more.length === 0 ? parse(address) : undefined;
  if (bits === undefined) return parsed?.toString();
  const network = `${parsed}/${bits}`;
  if (!(parsed instanceof ipaddr.IPv6) || !ipaddr.IPv6.isValidCIDR(network)) return undefined;
  return `${ipaddr.IPv6.networkAddressFromCIDR(network)}/${Number(bits)}`;
}

/** Whom a limit is about: an IPv4 address, or the /64 network that one IPv6 customer is given as a whole. */
export const sourceOf = (address: string): string => networksOf(address)[0];

/** IPv4 as itself also where the socket says ::ffff:192.0.2.1; `undefined` for what is not an address. */
function parse(address: string | null | undefined): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // A zone (RFC 4007) names an interface of this machine.
  const [bare = ""] = address?.trim().split("%") ?? [];
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return isAddress ? ipaddr.process(bare) : undefined;
}
