import type { NextConfig } from "next";

const FORM_BODY_LIMIT = "64kb";

const HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // Not "no-referrer": browsers would then send `Origin: null` with our own forms.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Strict-Transport-Security", value: "max-age=63072000; includeSubDomains" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=()" },
];

export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of the whole project, once.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@node-rs/bcrypt", "drizzle-orm", "postgres", "rate-limiter-flexible", "pino"],
  experimental: {
    authInterrupts: true,
    serverActions: { bodySizeLimit: FORM_BODY_LIMIT },
  },
  headers: async () => [{ source: "/:path*", headers: HEADERS }],
} satisfies NextConfig;
