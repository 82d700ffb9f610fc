import { SECURITY_HEADERS } from "./security-headers.ts";

const MESSAGES = {
  400: ["Bad request", "The server could not understand this request."],
  403: ["Request rejected", "This request did not come from a page of this site."],
  405: ["Method not allowed", "This site accepts only GET, HEAD and POST requests."],
  411: ["Length required", "This request has no Content-Length header."],
  413: ["Request too large", "This request is larger than any form on this site."],
  500: ["Something went wrong", "The error has been logged. Please try again."],
  503: ["Temporarily unavailable", "Please try again in a moment. Nothing is lost, and you are still signed in."],
} as const;

export type PlainStatus = keyof typeof MESSAGES;

const STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:18vh auto 0;padding:0 1.5rem}
h1{font-size:1.5rem;line-height:1.2}`;

/** Depends on nothing else: no database, scripts or files. */
export function plainHtml(status: PlainStatus): string {
  const [title, message] = MESSAGES[status];
  const link = status >= 500 ? '<p><a href="">Try again</a></p>' : '<p><a href="/">Go to the home page</a></p>';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Gatehouse</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${message}</p>${link}</main></body></html>`;
}

export const PLAIN_HEADERS = {
  ...SECURITY_HEADERS,
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "private, no-store",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
} as const;
