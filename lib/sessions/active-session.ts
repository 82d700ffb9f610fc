import { and, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";

/**
 * Neither past its absolute end nor idle for too long, by the database's clock (OWASP ASVS 7.3.1, 7.3.2), and opened by
 * whoever lets people in now: who came in by a password before an identity provider took over has not proved
 * themselves to it, and it could not end their session.
 */
export const isActive = () =>
  and(
    sql`${sessions.issuer} IS NOT DISTINCT FROM ${authenticationMode().provider?.issuer ?? null}`,
    sql`${sessions.expiresAt} > now()`,
    sql`${sessions.lastSeenAt} > now() - make_interval(mins => ${config().sessionIdleMinutes})`,
  );
