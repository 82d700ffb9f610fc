import { z } from "zod";
import { transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { UserError } from "#lib/errors.ts";
import { paths } from "#lib/paths.ts";
import { type AuthorizationRequest, startAuthorization } from "./authorization-request.ts";
import { handleCallback } from "./handle-callback.ts";
import { logMatchFailure } from "./log-problem.ts";
import { describeMatchFailure, matchAccount } from "./match-account.ts";

export const testSignInResult = z.object({
  /** Whether this person would come in. */
  allowed: z.boolean(),
  /** What would happen, or why it would not. */
  says: z.string(),
  /** Whom the provider spoke of, where it did and could be believed. */
  person: z
    .object({
      subject: z.string(),
      email: z.string().nullable(),
      emailVerified: z.boolean().nullable(),
      /** Claims that are of no use, and why. */
      wrongTypes: z.record(z.string(), z.string()),
    })
    .nullable()
    .default(null),
  account: z.object({ id: z.string(), email: z.string() }).nullable().default(null),
});

/** What a sign-in at the identity provider would have come to. */
export type TestSignInResult = z.output<typeof testSignInResult>;

/**
 * Begins a sign-in at the identity provider that signs nobody in. The provider asks who it is, also whom it knows.
 * @throws Forbidden unless the actor is an administrator
 * @throws UserError while no provider is configured
 * @throws ProviderProblem when the provider cannot be asked
 */
export async function startTestSignIn(actor: Actor) {
  await requireAdministrator(actor);
  if (!config().identityProvider) throw new UserError("Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET first.");
  return startAuthorization({ purpose: "test-sign-in", next: paths.federation }, true);
}

/**
 * Finds out what the provider's answer would have come to, and changes nothing.
 * @throws Forbidden unless the actor is an administrator
 */
export async function testSignIn(
  actor: Actor,
  attempt: AuthorizationRequest,
  answer: URLSearchParams,
): Promise<TestSignInResult> {
  await requireAdministrator(actor);
  const answered = await handleCallback(attempt, answer);
  if (!("person" in answered)) return { ...NOBODY, says: sentenceFor(answered) };
  const { subject, email = null, emailVerified = null, wrongTypes } = answered.person;
  const person = { subject, email, emailVerified, wrongTypes };
  const match = await transaction((tx) => matchAccount(tx, answered.person));
  const account = match.account ? { id: match.account.id, email: match.account.email } : null;
  if ("refusal" in match) {
    const says = describeMatchFailure(match.refusal, answered.person);
    logMatchFailure(match.refusal, says);
    return { allowed: false, says, person, account };
  }
  return { allowed: true, says: match.isNewLink ? FIRST : LINKED, person, account };
}

const NOBODY = { allowed: false, person: null, account: null } as const;

const FIRST = "This person would be signed in, and the account would be linked to them.";
const LINKED = "This person would be signed in: the account is linked to them.";

const sentenceFor = (answered: Exclude<Awaited<ReturnType<typeof handleCallback>>, { person: unknown }>): string =>
  answered.missed === "problem"
    ? answered.problem.message
    : "This is not the answer to a test sign-in that this browser started, or it was used already. Start again.";
