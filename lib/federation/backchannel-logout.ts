import { and, eq, inArray } from "drizzle-orm";
import { jwtVerify } from "jose";
import { z } from "zod";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { sessions } from "#db/schema/sessions.ts";
import { providerActor } from "#lib/audit/audit-actor.ts";
import { record } from "#lib/audit/record.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import type { IdentityProvider } from "#lib/config/oidc.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./clock-skew.ts";
import { consumeOnce } from "./consume-once.ts";
import { identifier } from "./identity-claims.ts";
import { provider } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import { providerDeadline } from "./provider-fetch.ts";
import { requireFresh, SIGNATURE_ALGORITHMS, verifyToken } from "./token-validation.ts";

/** What OpenID Connect Back-Channel Logout 1.0, 2.4 recommends for `exp`, which some providers leave out. */
const MAX_AGE_SECONDS = 120;

const REPLAYABLE_SECONDS = MAX_AGE_SECONDS + CLOCK_TOLERANCE_SECONDS;

const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6. */
const logoutClaims = z
  .object({
    jti: z.string().min(1).max(1000),
    sub: identifier.optional(),
    sid: identifier.optional(),
    events: z.object({ [LOGOUT_EVENT]: z.looseObject({}) }),
    nonce: z.undefined().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined);

type LogoutClaims = z.output<typeof logoutClaims>;

const step = "logout-token";

/** @throws ProviderError when the token is invalid, or was used before */
export async function backchannelLogout(logoutToken: string, address: string | null): Promise<void> {
  const { provider: configured } = authenticationMode();
  if (!configured) throw new ProviderError("off", { step });
  const { issuer } = configured;
  const claims = await validateLogoutToken(logoutToken, configured);
  await transaction(async (tx) => {
    const isFirstUse = await consumeOnce(tx, `${issuer} ${claims.jti}`, REPLAYABLE_SECONDS);
    if (!isFirstUse) throw new ProviderError("replay", { step });
    for (const account of await endSessions(tx, issuer, claims))
      await record(tx, { event: "sessions_revoked_by_provider", by: providerActor(address), on: account });
  });
}

async function validateLogoutToken(token: string, { issuer, clientId }: IdentityProvider): Promise<LogoutClaims> {
  const { payload } = await verifyToken(provider(), step, token, providerDeadline(), (key) =>
    jwtVerify(token, key, {
      algorithms: SIGNATURE_ALGORITHMS,
      issuer,
      audience: clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["iat"],
    }),
  );
  const now = Date.now();
  requireFresh(step, payload, { from: now, to: now }, MAX_AGE_SECONDS);
  const parsed = logoutClaims.safeParse(payload);
  if (parsed.success) return parsed.data;
  const claim = String(parsed.error.issues[0]?.path[0] ?? "sub or sid");
  throw new ProviderError("malformed", { step, detail: `its ${claim} claim is missing or invalid` });
}

async function endSessions(tx: Transaction, issuer: string, { sub, sid }: LogoutClaims) {
  const linkedTo = (subject: string) =>
    tx
      .select({ id: identities.accountId })
      .from(identities)
      .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  const ended = await tx
    .delete(sessions)
    .where(
      and(
        eq(sessions.issuer, issuer),
        sid === undefined ? undefined : eq(sessions.providerSessionId, sid),
        sub === undefined ? undefined : inArray(sessions.accountId, linkedTo(sub)),
      ),
    )
    .returning({ accountId: sessions.accountId });
  if (ended.length === 0) return [];
  const accountIds = ended.map(({ accountId }) => accountId);
  return tx.select({ id: accounts.id, email: accounts.email }).from(accounts).where(inArray(accounts.id, accountIds));
}
