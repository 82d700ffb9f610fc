import { hashToken } from "#lib/crypto/token.ts";
import { clearEncryptedCookie, readEncryptedCookie, writeEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { type AuthorizationRequest, authorizationRequestSchema } from "./authorization-request.ts";

const ID_LENGTH = 16;

/** Which of a browser's attempts it is. */
const idOf = (state: string): string => hashToken(state).slice(0, ID_LENGTH);

/** Lets the browser carry an attempt until its answer comes, beside those that it began in other tabs. */
export const storeAuthorization = (attempt: AuthorizationRequest): Promise<void> =>
  writeEncryptedCookie("authorization", attempt, idOf(attempt.state));

/**
 * The attempt of this browser's that an answer repeats the state of, which the browser then forgets.
 * @returns `undefined` when it has begun none such
 */
export async function takeAuthorization(state: string): Promise<AuthorizationRequest | undefined> {
  const attempt = authorizationRequestSchema.safeParse(await readEncryptedCookie("authorization", idOf(state))).data;
  if (attempt?.state !== state) return undefined;
  await clearEncryptedCookie("authorization", idOf(state));
  return attempt;
}
