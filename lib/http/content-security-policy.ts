import type { Config } from "#lib/config/index.ts";

/**
 * Allows scripts with `nonce`, nothing from other origins and no framing (OWASP ASVS 3.4.3, 3.4.6). Browsers also apply
 * `form-action` to the redirect after signing in, which may go to a product. React's development build needs eval.
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
