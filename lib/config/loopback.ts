import ipaddr from "ipaddr.js";

export function isLoopback({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host);
  return host === "localhost" || (isAddress && ipaddr.process(host).range() === "loopback");
}
