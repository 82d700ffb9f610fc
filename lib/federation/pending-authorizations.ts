import { hashToken } from "#lib/crypto/token.ts";
import { clearEncryptedCookie, readEncryptedCookie, writeEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { type AuthorizationRequest, authorizationRequestSchema } from "./authorization-request.ts";

const ID_LENGTH = 16;

const cookieId = (state: string): string => hashToken(state).slice(0, ID_LENGTH);

export const storeAuthorization = (request: AuthorizationRequest): Promise<void> =>
  writeEncryptedCookie("authorization", request, cookieId(request.state));

export async function takeAuthorization(state: string): Promise<AuthorizationRequest | undefined> {
  const stored = await readEncryptedCookie("authorization", cookieId(state));
  const request = authorizationRequestSchema.safeParse(stored).data;
  if (request?.state !== state) return undefined;
  await clearEncryptedCookie("authorization", cookieId(state));
  return request;
}
