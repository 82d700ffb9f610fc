import type { NextConfig } from "next";
import { SECURITY_HEADERS } from "./lib/http/security-headers.ts";

const LINKS = "/:page(activate|reset-password|confirm-email)/:secret";

const FORM_BODY_LIMIT = "64kb";

export default {
  poweredByHeader: false,
  // Nothing here is an image to be scaled, and an endpoint that is not there cannot be misused.
  images: { unoptimized: true },
  reactStrictMode: true,
  // `npm test` checks the types of the whole project, once.
  typescript: { ignoreBuildErrors: true },
  // Native, or nothing that a page begins with.
  serverExternalPackages: ["@node-rs/bcrypt", "pino", "graphile-worker", "nodemailer", "resend"],
  experimental: {
    // All pages would be loaded before the first one is answered.
    preloadEntriesOnStart: false,
    authInterrupts: true,
    serverActions: { bodySizeLimit: FORM_BODY_LIMIT },
  },
  headers: async () => [
    { source: "/:path*", headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })) },
    // No form is sent from these, which take a secret out of their own address.
    { source: LINKS, headers: [{ key: "Referrer-Policy", value: "no-referrer" }] },
  ],
} satisfies NextConfig;
