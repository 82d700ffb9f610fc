import type { Config } from "#lib/config/index.ts";

/**
 * The policy of a page whose own scripts carry `nonce`: nothing else runs, nothing is loaded from elsewhere, nobody
 * frames it (OWASP ASVS 3.4.3, 3.4.6). Signing in may lead on to a product behind the gate, and browsers ask the policy
 * of the form about that. React's development build evaluates code.
 */
export const contentSecurityPolicy = (
  nonce: string,
  { development, forwardAuthOrigins }: Pick<Config, "development" | "forwardAuthOrigins">,
): string =>
  [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    ["form-action 'self'", ...forwardAuthOrigins].join(" "),
    "frame-ancestors 'none'",
  ].join("; ");
