import { domainToASCII, domainToUnicode } from "node:url";
import * as z from "zod";

/** RFC 5321, 4.5.3.1: the longest path, less its angle brackets. */
const MAX_LENGTH = 254;
const LOCAL_PART_MAX_LENGTH = 64;

/** A dot-atom (RFC 5322, 3.2.3): no quotes, comments, lists or display names. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Characters that end, encode or vanish in the host of a URL, but not in an email address. */
const NOT_IN_DOMAIN = /[\s/?#%\\]/;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** A label that is still encoded after decoding. */
const ENCODED = /(^|\.)xn--/;

/** As stored and compared: NFKC, lower case, ASCII, the domain IDNA-encoded. */
export function canonicalEmail(typed: string): string | undefined {
  const address = typed.trim().normalize("NFKC").toLowerCase();
  const at = address.indexOf("@");
  if (at < 1 || at !== address.lastIndexOf("@") || address.length > MAX_LENGTH) return undefined;
  const localPart = address.slice(0, at);
  const typedDomain = address.slice(at + 1);
  const domain = NOT_IN_DOMAIN.test(typedDomain) ? "" : domainToASCII(typedDomain);
  if (localPart.length > LOCAL_PART_MAX_LENGTH || !LOCAL_PART.test(localPart) || !isDomain(domain)) return undefined;
  return `${localPart}@${domain}`;
}

/** Encoded labels must round-trip (RFC 5891, 5.4). */
function isDomain(domain: string): boolean {
  const decoded = domainToUnicode(domain);
  return DOMAIN.test(domain) && domainToASCII(decoded) === domain && !ENCODED.test(decoded);
}

export const emailField = z
  .string({ error: "Enter an email address." })
  .max(1000, "Enter a shorter email address.")
  .transform((typed, context) => {
    const email = canonicalEmail(typed);
    if (email) return email;
    context.addIssue({ code: "custom", message: "Enter one email address, such as name@example.com." });
    return z.NEVER;
  });
