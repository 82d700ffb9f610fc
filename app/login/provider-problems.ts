import type { SignInProblem } from "#lib/federation/sign-in-with-provider.ts";

const MESSAGES: Readonly<Record<Exclude<SignInProblem, "no-access">, (provider: string) => string>> = {
  unreachable: (provider) => `${provider} can't be reached right now. Try again in a moment.`,
  cancelled: (provider) => `The sign-in at ${provider} was cancelled.`,
  expired: () => "This sign-in has expired. Start again.",
  throttled: () => "Too many failed sign-ins. Try again in 15 minutes.",
  refused: (provider) => `${provider} couldn't sign you in. If this keeps happening, contact your administrator.`,
};

/** Unknown values in the URL count as refused. */
export function problemMessage(problem: unknown, provider: string): string {
  const known = Object.entries(MESSAGES).find(([name]) => name === problem);
  return (known?.[1] ?? MESSAGES.refused)(provider);
}
