import type { NextConfig } from "next";
import { SECURITY_HEADERS } from "./lib/http/security-headers.ts";

const LINKS = "/:page(activate|reset-password|confirm-email)/:token";

const FORM_BODY_LIMIT = "64kb";

export default {
  poweredByHeader: false,
  // There are no images to scale. Disables the endpoint.
  images: { unoptimized: true },
  reactStrictMode: true,
  // `npm test` checks types.
  typescript: { ignoreBuildErrors: true },
  // Native, or not needed to render pages.
  serverExternalPackages: ["@node-rs/bcrypt", "pino", "graphile-worker", "nodemailer", "resend"],
  experimental: {
    // Would load all pages before the first response.
    preloadEntriesOnStart: false,
    authInterrupts: true,
    serverActions: { bodySizeLimit: FORM_BODY_LIMIT },
  },
  headers: async () => [
    { source: "/:path*", headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })) },
    // These pages have a token in their URL and send no forms.
    { source: LINKS, headers: [{ key: "Referrer-Policy", value: "no-referrer" }] },
  ],
} satisfies NextConfig;
