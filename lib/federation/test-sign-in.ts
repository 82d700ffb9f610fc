import { z } from "zod";
import { transaction } from "#db/client.ts";
import type { Actor } from "#lib/access/actor.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { config } from "#lib/config/index.ts";
import { Refusal } from "#lib/errors.ts";
import { paths } from "#lib/paths.ts";
import { type Attempt, beginAttempt } from "./authorization-request.ts";
import { takeAnswer } from "./handle-callback.ts";
import { logRefusal } from "./log-problem.ts";
import { describeRefusal, findMatch } from "./match-account.ts";

export const rehearsalShape = z.object({
  /** Whether this person would come in. */
  comesIn: z.boolean(),
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
export type Rehearsal = z.output<typeof rehearsalShape>;

/**
 * Begins a sign-in at the identity provider that signs nobody in. The provider asks who it is, also whom it knows.
 * @throws Forbidden unless the actor is an administrator
 * @throws Refusal while no provider is configured
 * @throws ProviderProblem when the provider cannot be asked
 */
export async function beginRehearsal(actor: Actor) {
  await requireAdministrator(actor);
  if (!config().identityProvider) throw new Refusal("Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET first.");
  return beginAttempt({ purpose: "rehearsal", next: paths.federation }, true);
}

/**
 * Finds out what the provider's answer would have come to, and changes nothing.
 * @throws Forbidden unless the actor is an administrator
 */
export async function rehearse(actor: Actor, attempt: Attempt, answer: URLSearchParams): Promise<Rehearsal> {
  await requireAdministrator(actor);
  const answered = await takeAnswer(attempt, answer);
  if (!("person" in answered)) return { ...NOBODY, says: sentenceFor(answered) };
  const { subject, email = null, emailVerified = null, wrongTypes } = answered.person;
  const person = { subject, email, emailVerified, wrongTypes };
  const match = await transaction((tx) => findMatch(tx, answered.person));
  const account = match.account ? { id: match.account.id, email: match.account.email } : null;
  if ("refusal" in match) {
    const says = describeRefusal(match.refusal, answered.person);
    logRefusal(match.refusal, says);
    return { comesIn: false, says, person, account };
  }
  return { comesIn: true, says: match.isFirst ? FIRST : LINKED, person, account };
}

const NOBODY = { comesIn: false, person: null, account: null } as const;

const FIRST = "This person would be signed in, and the account would be linked to them.";
const LINKED = "This person would be signed in: the account is linked to them.";

const sentenceFor = (answered: Exclude<Awaited<ReturnType<typeof takeAnswer>>, { person: unknown }>): string =>
  answered.missed === "problem"
    ? answered.problem.message
    : "This is not the answer to a test sign-in that this browser started, or it was used already. Start again.";
