import { type Domain, withoutRedundant } from "./domains.ts";
import { encoded } from "./header-encoding.ts";

/** In bytes: all that the gate answers fits into a proxy's buffer of 16 kB with it (docs/forward-auth.md). */
export const DOMAINS_HEADER_MAX = 6000;

const encodedDomain = ({ group, path }: Domain): string =>
  `${encoded(group)}:${path.split("/").map(encoded).join("/")}`;

/** Restrictions as the gate tells a product, in ASCII; longer than `DOMAINS_HEADER_MAX` it must not be sent. */
export const domainsHeader = (restrictions: readonly Domain[]): string =>
  withoutRedundant(restrictions).map(encodedDomain).sort().join(",");
