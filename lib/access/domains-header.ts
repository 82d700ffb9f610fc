import { type Domain, withoutRedundant } from "./domains.ts";

/** With it, all response headers fit into a proxy's buffer of 16 kB (docs/forward-auth.md). */
export const DOMAINS_HEADER_MAX_BYTES = 6000;

/** Percent-encoded UTF-8 except for letters, digits and `-._~` (RFC 3986, 2.3): no separator, space or line break. */
export const encodeHeaderValue = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const encodeDomain = ({ group, path }: Domain): string =>
  `${encodeHeaderValue(group)}:${path.split("/").map(encodeHeaderValue).join("/")}`;

/** Must not be sent if longer than `DOMAINS_HEADER_MAX_BYTES`. */
export const domainsHeader = (restrictions: readonly Domain[]): string =>
  withoutRedundant(restrictions).map(encodeDomain).sort().join(",");
