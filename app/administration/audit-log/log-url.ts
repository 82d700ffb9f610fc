import type { TypedFilters } from "#lib/audit-log/audit-log-query.ts";
import { paths } from "#lib/paths.ts";

type Page = Readonly<{ before: string } | { after: string }>;

export function logUrl(typed: TypedFilters, page?: Page): string {
  const query = new URLSearchParams({ ...typed, ...page }).toString();
  return query ? `${paths.auditLog}?${query}` : paths.auditLog;
}
