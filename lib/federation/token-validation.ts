import { decodeProtectedHeader, errors, type JWTPayload } from "jose";
import { OperationProcessingError } from "oauth4webapi";
import { clockSkewOf, type IssuanceWindow } from "./clock-skew.ts";
import type { Provider } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import type { ProviderErrorCode, ProviderStep } from "./provider-error-details.ts";
import { awaitShared, withoutQuery } from "./provider-fetch.ts";
import { isUnverified, type Verify } from "./signing-keys.ts";

/** Signed with the provider's private key: a shared secret, or nothing, proves nothing (OWASP ASVS 9.1.2). */
export const SIGNATURE_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

type TokenStep = Extract<ProviderStep, "id-token" | "logout-token">;

export async function verifyToken<T>(
  { settings, metadata, keys }: Provider,
  step: TokenStep,
  token: string,
  signal: AbortSignal,
  verify: Verify<T>,
): Promise<T> {
  try {
    const { alg: algorithm } = decodeProtectedHeader(token);
    if (algorithm === undefined || !SIGNATURE_ALGORITHMS.includes(algorithm))
      throw new ProviderError("algorithm", { step, algorithm, acceptedAlgorithms: SIGNATURE_ALGORITHMS });
    const { jwks_uri } = await metadata.get(signal);
    const uri = String(jwks_uri);
    return await awaitShared(keys.verify(uri, verify), signal, { step: "keys", url: withoutQuery(uri) });
  } catch (error) {
    throw tokenError(step, error, settings.issuer);
  }
}

/** @throws ProviderError when the token was not issued just now by a clock that is near ours */
export function requireFresh(
  step: TokenStep,
  claims: JWTPayload,
  issued: IssuanceWindow,
  maxBehindSeconds?: number,
): void {
  const clockSkew = clockSkewOf(claims, issued, maxBehindSeconds);
  if (!clockSkew) return;
  const maxAgeSeconds = step === "logout-token" && clockSkew.claim === "iat" ? maxBehindSeconds : undefined;
  throw new ProviderError("clock", { step, clockSkew, maxAgeSeconds });
}

/** OpenID Connect Core 1.0, 2 and 3.1.2.1. */
const REQUIRED_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"];

export function tokenError(step: TokenStep, error: unknown, expectedIssuer: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const because = (code: ProviderErrorCode, details: object = {}) =>
    new ProviderError(code, { step, ...details }, error);
  if (isUnverified(error)) return because("signature");
  const { claim, claims } = rejectionOf(error);
  if (!claims) return because("malformed", { detail: "it is not a valid JSON Web Token" });
  const missing = (claim ? [claim] : REQUIRED_CLAIMS).find((name) => claims[name] === undefined);
  if (missing) return because("malformed", { detail: `it has no ${missing} claim` });
  if (claim === "iss") return because("issuer", { issuer: String(claims.iss), expectedIssuer });
  if (claim === "aud" || claim === "azp") return because("audience");
  if (claim === "nonce") return because("nonce");
  const clockSkew = clockSkewOf(claims, { from: Date.now(), to: Date.now() });
  if (clockSkew) return because("clock", { clockSkew });
  return because("malformed", { detail: claim ? `its ${claim} claim is invalid` : "one of its claims is invalid" });
}

type Rejection = Readonly<{ claim?: string; claims?: JWTPayload }>;

function rejectionOf(error: unknown): Rejection {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
    return { claim: error.claim, claims: error.payload };
  return error instanceof OperationProcessingError ? ((error.cause ?? {}) as Rejection) : {};
}
