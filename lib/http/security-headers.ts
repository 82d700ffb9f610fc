export const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  // Not "no-referrer": browsers would then send `Origin: null` with our own forms.
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
} as const;
