const NEVER_BACK_TO = /^\/(login|new-password|forgot-password|activate|reset-password|api)(\/|$|\?)/;

/**
 * The path to go back to after signing in, if what was asked for is one of ours; `/` otherwise (OWASP ASVS 3.7.2).
 * Browsers read `//host`, `/\host` and a tab in between as another host, hence the narrow shape.
 */
export function safeReturnPath(asked: unknown): string {
  if (typeof asked !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(asked) || asked.includes("\\")) return "/";
  const parsed = URL.parse(asked, "http://own.invalid");
  if (parsed?.origin !== "http://own.invalid") return "/";
  const path = parsed.pathname + parsed.search;
  return path.startsWith("//") || NEVER_BACK_TO.test(path) ? "/" : path;
}
