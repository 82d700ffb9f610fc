const NEVER_RETURN_TO = /^\/(login|new-password|forgot-password|activate|reset-password|api)(\/|$|\?)/;

/** OWASP ASVS 3.7.2. Browsers read `//host`, `/\host` and a tab in between as another host. */
export function safeReturnPath(requested: unknown): string {
  if (typeof requested !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(requested) || requested.includes("\\"))
    return "/";
  const parsed = URL.parse(requested, "http://own.invalid");
  if (parsed?.origin !== "http://own.invalid") return "/";
  const path = parsed.pathname + parsed.search;
  return path.startsWith("//") || NEVER_RETURN_TO.test(path) ? "/" : path;
}
