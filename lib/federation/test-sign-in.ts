import { z } from "zod";
import { transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { UserError } from "#lib/errors.ts";
import { paths } from "#lib/paths.ts";
import { type AuthorizationRequest, startAuthorization } from "./authorization-request.ts";
import { handleCallback } from "./handle-callback.ts";
import { describeMatchFailure, logMatchFailure, matchAccount } from "./match-account.ts";

export const testSignInResult = z.object({
  allowed: z.boolean(),
  explanation: z.string(),
  claims: z
    .object({
      subject: z.string(),
      email: z.string().nullable(),
      emailVerified: z.boolean().nullable(),
      invalidClaims: z.record(z.string(), z.string()),
    })
    .nullable(),
  account: z.object({ id: z.string(), email: z.string() }).nullable(),
});

export type TestSignInResult = z.output<typeof testSignInResult>;

/** @throws Forbidden, UserError while no provider is configured, ProviderError when it cannot be reached */
export async function startTestSignIn(actor: Actor) {
  await requireAdministrator(actor);
  if (!config().identityProvider) throw new UserError("Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET first.");
  return startAuthorization({ purpose: "test-sign-in", returnTo: paths.federation }, true);
}

/** Changes nothing. @throws Forbidden unless the actor is an administrator */
export async function testSignIn(
  actor: Actor,
  request: AuthorizationRequest,
  callback: URLSearchParams,
): Promise<TestSignInResult> {
  await requireAdministrator(actor);
  const result = await handleCallback(request, callback);
  if (result.status !== "authenticated") {
    const explanation = result.status === "failed" ? result.error.message : EXPIRED;
    return { allowed: false, explanation, claims: null, account: null };
  }
  const { subject, email = null, emailVerified = null, invalidClaims } = result.claims;
  const match = await transaction((tx) => matchAccount(tx, result.claims));
  const shown = {
    claims: { subject, email, emailVerified, invalidClaims },
    account: match.account ? { id: match.account.id, email: match.account.email } : null,
  };
  if ("failure" in match) {
    const explanation = describeMatchFailure(match.failure, result.claims);
    logMatchFailure(match.failure, explanation);
    return { allowed: false, explanation, ...shown };
  }
  return { allowed: true, explanation: match.isNewLink ? WOULD_LINK : IS_LINKED, ...shown };
}

const WOULD_LINK = "This user would be signed in, and the account would be linked to their identity.";
const IS_LINKED = "This user would be signed in. The account is linked to their identity.";
const EXPIRED =
  "This test sign-in has expired, was already completed, or was started in another browser. Start it again.";
