import { SECURITY_HEADERS } from "./security-headers.ts";

const SAYS = {
  400: ["Refused", "This is no request for a page of this site."],
  403: ["Refused", "This request did not come from a page of this site."],
  405: ["Refused", "Pages here are read and forms are sent; nothing else is done."],
  411: ["Refused", "This request does not say how long it is."],
  413: ["Too large", "This is more than any form here takes."],
  500: ["Something went wrong", "It has been noted. Please try again."],
  503: ["Back in a moment", "The service cannot be reached right now. Nothing is lost, and you are still signed in."],
} as const;

export type PlainStatus = keyof typeof SAYS;

const STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:18vh auto 0;padding:0 1.5rem}
h1{font-size:1.5rem;line-height:1.2}`;

/** A page that needs nothing but this process, for when nothing else can be relied on. */
export function plainHtml(status: PlainStatus): string {
  const [title, sentence] = SAYS[status];
  const again = status >= 500 ? '<p><a href="">Try again</a></p>' : '<p><a href="/">Go to the start page</a></p>';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Gatehouse</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${sentence}</p>${again}</main></body></html>`;
}

/** Headers that every answer carries, also those that the pages had no part in. */
export const PLAIN_HEADERS = {
  ...SECURITY_HEADERS,
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "private, no-store",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
} as const;
