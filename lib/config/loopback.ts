import ipaddr from "ipaddr.js";

/** Whether a URL points to this machine, so that its traffic never crosses a network. */
export function isLoopback({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host);
  return host === "localhost" || (isAddress && ipaddr.process(host).range() === "loopback");
}
