import type { NextConfig } from "next";
import { SECURITY_HEADERS } from "./lib/http/security-headers.ts";

const FORM_BODY_LIMIT = "64kb";

export default {
  poweredByHeader: false,
  // Nothing here is an image to be scaled, and an endpoint that is not there cannot be misused.
  images: { unoptimized: true },
  reactStrictMode: true,
  // `npm test` checks the types of the whole project, once.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@node-rs/bcrypt", "drizzle-orm", "postgres", "rate-limiter-flexible", "pino"],
  experimental: {
    authInterrupts: true,
    serverActions: { bodySizeLimit: FORM_BODY_LIMIT },
  },
  headers: async () => [
    { source: "/:path*", headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })) },
  ],
} satisfies NextConfig;
