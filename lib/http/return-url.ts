/** Text of a URL as browsers send it: printable ASCII without what only a careless parser takes for something else. */
const PLAIN = /^https?:\/\/[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7e]+$/;

/**
 * The address at another origin to go back to after signing in, if its origin is one of those allowed; `undefined`
 * otherwise (OWASP ASVS 3.7.2). What comes back is always the parsed address, never what was typed.
 * @param origins where people may be led to
 */
export function safeReturnUrl(asked: unknown, origins: readonly string[]): string | undefined {
  if (typeof asked !== "string" || !PLAIN.test(asked)) return undefined;
  const parsed = URL.parse(asked);
  if (!parsed || parsed.username || parsed.password || !origins.includes(parsed.origin)) return undefined;
  return parsed.href;
}

/**
 * The address that a proxy sends along behind `back=`, up to the end of the query: a proxy such as nginx writes the
 * address it was asked for as it stands, with `?` and `&`, because it has no way of escaping it.
 * @param path the path and query of the request
 */
export function addressIn(path: string): string | undefined {
  const [, asked] = path.match(/[?&]back=(.*)$/s) ?? [];
  if (asked === undefined || /^https?:\/\//i.test(asked)) return asked;
  try {
    return decodeURIComponent(asked.replace(/&.*$/s, ""));
  } catch {
    return undefined;
  }
}
