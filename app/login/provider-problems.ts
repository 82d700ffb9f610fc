import type { SignInProblem } from "#lib/federation/sign-in-with-provider.ts";

const MESSAGES: Readonly<Record<Exclude<SignInProblem, "no-access">, (provider: string) => string>> = {
  unreachable: (provider) => `${provider} cannot be reached right now. Try again in a moment.`,
  cancelled: (provider) => `The sign-in was called off at ${provider}.`,
  expired: () => "This sign-in is not valid any more. Start it again here.",
  throttled: () => "Too many sign-ins from where you are have come to nothing. Try again in a quarter of an hour.",
  refused: (provider) => `${provider} could not sign you in. If it goes on, tell your administrator.`,
};

/** Why a sign-in at the provider came to nothing, as the page's address says; whatever else it says is a refusal. */
export function problemMessage(problem: unknown, provider: string): string {
  const known = Object.entries(MESSAGES).find(([name]) => name === problem);
  return (known?.[1] ?? MESSAGES.refused)(provider);
}
