import { and, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { config } from "#lib/config.ts";

/** Neither past its absolute end nor idle for too long, by the database's clock (OWASP ASVS 7.3.1, 7.3.2). */
export const isLive = () =>
  and(
    sql`${sessions.expiresAt} > now()`,
    sql`${sessions.lastSeenAt} > now() - make_interval(mins => ${config().sessionIdleMinutes})`,
  );
