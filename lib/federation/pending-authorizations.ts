import { hashOfSecret } from "#lib/crypto/token.ts";
import { clearSealedCookie, readSealedCookie, writeSealedCookie } from "#lib/http/encrypted-cookie.ts";
import { type Attempt, attemptShape } from "./authorization-request.ts";

const ID_LENGTH = 16;

/** Which of a browser's attempts it is. */
const idOf = (state: string): string => hashOfSecret(state).slice(0, ID_LENGTH);

/** Lets the browser carry an attempt until its answer comes, beside those that it began in other tabs. */
export const rememberAttempt = (attempt: Attempt): Promise<void> =>
  writeSealedCookie("authorization", attempt, idOf(attempt.state));

/**
 * The attempt of this browser's that an answer repeats the state of, which the browser then forgets.
 * @returns `undefined` when it has begun none such
 */
export async function takeAttempt(state: string): Promise<Attempt | undefined> {
  const attempt = attemptShape.safeParse(await readSealedCookie("authorization", idOf(state))).data;
  if (attempt?.state !== state) return undefined;
  await clearSealedCookie("authorization", idOf(state));
  return attempt;
}
