import { randomBytes } from "node:crypto";
import type { Config } from "#lib/config/index.ts";

/** With a nonce of its own. OWASP ASVS 3.4.3, 3.4.6. */
export const contentSecurityPolicy = ({
  development,
  forwardAuthOrigins,
}: Pick<Config, "development" | "forwardAuthOrigins">): string =>
  [
    "default-src 'self'",
    // React's development build needs eval.
    `script-src 'nonce-${randomBytes(16).toString("base64")}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    // Browsers also apply it to the redirect after signing in, which may go to a product.
    ["form-action 'self'", ...forwardAuthOrigins].join(" "),
    "frame-ancestors 'none'",
  ].join("; ");
