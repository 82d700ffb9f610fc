import { and, eq, inArray, type SQL } from "drizzle-orm";
import { z } from "zod";
import { type Transaction, transaction } from "#db/client.ts";
import { accounts } from "#db/schema/accounts.ts";
import { identities } from "#db/schema/identities.ts";
import { sessions } from "#db/schema/sessions.ts";
import { record } from "#lib/audit/record.ts";
import { config } from "#lib/config/index.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./clock.ts";
import { consumeOnce } from "./consume-once.ts";
import { identifier } from "./identity-claims.ts";
import { provider } from "./provider.ts";
import { providerActor } from "./provider-actor.ts";
import { exchangeDeadline } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";
import { requireOnTime, verifySignedToken } from "./signed-token.ts";

/**
 * How old a logout token may be. Some providers give theirs no `exp`: the age is what ends it then, and one that has both
 * is to be used at once as well (OpenID Connect Back-Channel Logout 1.0, 2.4 recommends two minutes).
 */
const MAX_AGE_SECONDS = 120;

/** For how long one could be sent again, by a clock that is ahead. */
const REPLAYABLE_SECONDS = MAX_AGE_SECONDS + CLOCK_TOLERANCE_SECONDS;

const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6, besides what holds for every token of the provider's. */
const logoutClaims = z
  .object({
    jti: z.string().min(1).max(1000),
    sub: identifier.optional(),
    sid: identifier.optional(),
    events: z.object({ [LOGOUT_EVENT]: z.looseObject({}) }),
    /** What an ID token has and a logout token must not: one is not to be taken for the other. */
    nonce: z.undefined().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined);

const step = "logout-token";

type Whose = Readonly<{ sub?: string; sid?: string }>;

/**
 * Ends the sessions that the identity provider says are over, at once: the one it names, or all of the person's.
 * @param logoutToken its signed word for it, which counts once
 * @param address where it came from
 * @throws ProviderProblem when it is not the provider's word, or was said before
 */
export async function backchannelLogout(logoutToken: string, address: string | null): Promise<void> {
  const { federation } = config();
  if (!federation) throw new ProviderProblem("off", { step });
  const signed = await verifySignedToken(provider(), step, logoutToken, exchangeDeadline());
  const now = Date.now();
  requireOnTime(step, signed, { from: now, to: now }, MAX_AGE_SECONDS);
  const claims = logoutClaims.safeParse(signed);
  if (!claims.success) {
    const claim = String(claims.error.issues[0]?.path[0] ?? "sub or sid");
    throw new ProviderProblem("malformed", { step, detail: `its ${claim} is not what it must be` });
  }
  const { jti, sub, sid } = claims.data;
  await transaction(async (tx) => {
    const isNewLink = await consumeOnce(tx, `${federation.issuer} ${jti}`, REPLAYABLE_SECONDS);
    if (!isNewLink) throw new ProviderProblem("replay", { step });
    const ended = await endSessions(tx, federation.issuer, { sub, sid });
    for (const account of ended)
      await record(tx, { event: "sessions_revoked_by_provider", by: providerActor(address), on: account });
  });
}

/** @returns whose sessions ended */
async function endSessions(tx: Transaction, issuer: string, whose: Whose) {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.issuer, issuer), ...those(tx, issuer, whose)))
    .returning({ accountId: sessions.accountId });
  if (ended.length === 0) return [];
  return tx
    .select({ id: accounts.id, email: accounts.email })
    .from(accounts)
    .where(
      inArray(
        accounts.id,
        ended.map(({ accountId }) => accountId),
      ),
    );
}

function those(tx: Transaction, issuer: string, { sub, sid }: Whose): SQL[] {
  const linked = tx
    .select({ id: identities.accountId })
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, sub ?? "")));
  return [
    ...(sid === undefined ? [] : [eq(sessions.providerSessionId, sid)]),
    ...(sub === undefined ? [] : [inArray(sessions.accountId, linked)]),
  ];
}
