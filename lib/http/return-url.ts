/** Printable ASCII without the characters that parsers disagree about. */
const PLAIN = /^https?:\/\/[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7e]+$/;

/** OWASP ASVS 3.7.2. Returns the parsed URL, never the text. */
export function safeReturnUrl(requested: unknown, allowedOrigins: readonly string[]): string | undefined {
  if (typeof requested !== "string" || !PLAIN.test(requested)) return undefined;
  const parsed = URL.parse(requested);
  if (!parsed || parsed.username || parsed.password || !allowedOrigins.includes(parsed.origin)) return undefined;
  return parsed.href;
}

/** Without encoding, `back=` extends to the end of the query: nginx cannot escape the `?` and `&` of a URL. */
export function returnUrlIn(path: string): string | undefined {
  const [, requested] = path.match(/[?&]back=(.*)$/s) ?? [];
  if (requested === undefined || /^https?:\/\//i.test(requested)) return requested;
  try {
    return decodeURIComponent(requested.replace(/&.*$/s, ""));
  } catch {
    return undefined;
  }
}
