import { isIP } from "node:net";

/**
 * Whose address a request really comes from. Each trusted proxy appends the address it was called from to
 * `X-Forwarded-For`, so with n of them the n-th from the right is the first that no client could write itself
 * (OWASP ASVS 4.1.3, 15.3.4). With none, the header is not read at all.
 * @param peer the address at the other end of the socket, where known
 * @param trustedHops how many proxies in front may be believed
 */
export function clientAddress(peer: string | null, forwardedFor: string | null, trustedHops: number): string | null {
  if (trustedHops === 0) return plain(peer);
  const path = [...(forwardedFor?.split(",").map((hop) => hop.trim()) ?? []), peer];
  return plain(path.at(-1 - trustedHops) ?? null);
}

/** IPv4 written as itself also where the socket says ::ffff:192.0.2.1; `null` for what is no address. */
function plain(address: string | null): string | null {
  const unmapped = address?.replace(/^::ffff:(?=\d+\.)/i, "") ?? "";
  return isIP(unmapped) === 0 ? null : unmapped;
}

const IPV6_NETWORK_GROUPS = 4;

/** Whom a limit is about: an IPv4 address, or the /64 network that one IPv6 customer is given as a whole. */
export function sourceOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail = ""] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...zeros, ...right]
    .slice(0, IPV6_NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
