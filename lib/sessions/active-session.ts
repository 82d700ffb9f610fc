import { and, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { config } from "#lib/config/index.ts";

/**
 * Neither past its absolute end nor idle for too long, by the database's clock (OWASP ASVS 7.3.1, 7.3.2), and created by
 * the present way to sign in: an identity provider could not end a session from before it was configured.
 */
export const isActive = () =>
  and(
    sql`${sessions.issuer} IS NOT DISTINCT FROM ${authenticationMode().provider?.issuer ?? null}`,
    sql`${sessions.expiresAt} > now()`,
    sql`${sessions.lastSeenAt} > now() - make_interval(mins => ${config().sessionIdleMinutes})`,
  );
