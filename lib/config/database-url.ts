/** Whether an address is known to be that of a pooler which lends connections for one transaction. */
export function isTransactionPooler(address: string): boolean {
  const { hostname, port, searchParams } = new URL(address);
  if (searchParams.get("pgbouncer") === "true") return true;
  if (/^[^.]+-pooler\./.test(hostname)) return true;
  return port === "6543" && /\.(pooler\.supabase\.com|supabase\.co)$/.test(hostname);
}

/**
 * What hosters write into addresses for libpq and Prisma. The driver hands parameters that it does not know on to the
 * server, which refuses the connection for them.
 */
const FOREIGN_PARAMETERS = ["channel_binding", "pgbouncer", "connection_limit", "pool_timeout", "supa"];

/** An address as the driver takes it. */
export function forDriver(address: string): string {
  const url = new URL(address);
  const foreign = FOREIGN_PARAMETERS.filter((name) => url.searchParams.has(name));
  if (foreign.length === 0) return address;
  for (const name of foreign) url.searchParams.delete(name);
  return url.href;
}
