import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from "jose";
import { CLOCK_TOLERANCE_SECONDS, clockDifference, type IssuedBetween } from "./clock.ts";
import type { ProblemKind, ProviderStep } from "./problem-details.ts";
import type { Provider } from "./provider.ts";
import { shownAddress, within } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";
import { isUnverified } from "./signing-keys.ts";

/** Signed with the provider's private key: a shared secret, or nothing, proves nothing (OWASP ASVS 9.1.2). */
export const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

type TokenStep = Extract<ProviderStep, "id-token" | "logout-token">;

/**
 * Reads a token of the provider's, if it is one: signed by one of its keys, from it, for us, and not over. When it was
 * issued is the caller's to judge.
 * @throws ProviderProblem for every other token
 */
export async function verifySignedToken(
  { settings, metadata, keys }: Provider,
  step: TokenStep,
  token: string,
  signal: AbortSignal,
): Promise<JWTPayload> {
  const { jwks_uri } = await metadata.get(signal);
  const address = String(jwks_uri);
  const verify = (key: Key) =>
    jwtVerify(token, key, {
      algorithms: ALGORITHMS,
      issuer: settings.issuer,
      audience: settings.clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["iat"],
    });
  const details = { step: "keys", address: shownAddress(address) } as const;
  try {
    return await within(signal, details, verifyWithNewest(keys.at(address), verify));
  } catch (error) {
    throw error instanceof ProviderProblem ? error : problemWith(error, step, token, settings.issuer);
  }
}

type Key = Parameters<typeof jwtVerify>[1];
type Verify = (key: Key) => ReturnType<typeof jwtVerify>;

/**
 * Verifies with the keys that are known, and once more with what the provider publishes by now: keys without an id
 * change unnoticed. Whoever comes while another one has just asked for them finds them renewed already.
 */
async function verifyWithNewest(keys: RemoteJWKSet, verify: Verify): Promise<JWTPayload> {
  try {
    return await verifyWithAny(keys, verify);
  } catch (error) {
    if (!isUnverified(error)) throw error;
    if (!keys.coolingDown) await keys.reload();
    return verifyWithAny(keys, verify);
  }
}

/** Where several keys fit, as keys without an id do, each may have been used. */
async function verifyWithAny(keys: RemoteJWKSet, verify: Verify): Promise<JWTPayload> {
  try {
    return (await verify(keys)).payload;
  } catch (several) {
    if (!(several instanceof errors.JWKSMultipleMatchingKeys)) throw several;
    for await (const key of several) {
      const verified = await verify(key).catch((error) => {
        if (!isUnverified(error)) throw error;
      });
      if (verified) return verified.payload;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/**
 * Requires that a token was issued by a clock that is near ours.
 * @param maxBehindSeconds how long before the window it may say that it was issued
 * @throws ProviderProblem otherwise
 */
export function requireOnTime(
  step: TokenStep,
  claims: JWTPayload,
  issued: IssuedBetween,
  maxBehindSeconds?: number,
): void {
  const clock = clockDifference(claims, issued, maxBehindSeconds);
  const isLate = step === "logout-token" && clock?.claim === "iat";
  if (clock) throw new ProviderProblem("clock", { step, clock, ...(isLate && { maxAgeSeconds: maxBehindSeconds }) });
}

function problemWith(error: unknown, step: TokenStep, token: string, expectedIssuer: string): ProviderProblem {
  const problem = (kind: ProblemKind, more: object = {}) => new ProviderProblem(kind, { step, ...more }, error);
  if (isUnverified(error)) return problem("signature");
  const algorithm = algorithmOf(token);
  if (algorithm !== undefined && !ALGORITHMS.includes(algorithm))
    return problem("algorithm", { algorithm, acceptedAlgorithms: ALGORITHMS });
  if (!(error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired))
    return problem("malformed", { detail: "it is no JSON Web Token with the claims that one has" });
  const { claim, reason, payload } = error;
  if (reason === "missing") return problem("malformed", { detail: `it has no ${claim}` });
  if (claim === "iss") return problem("issuer", { issuer: String(payload.iss), expectedIssuer });
  if (claim === "aud") return problem("audience");
  const now = { from: Date.now(), to: Date.now() };
  const clock = reason === "check_failed" ? clockDifference(payload, now) : undefined;
  return clock ? problem("clock", { clock }) : problem("malformed", { detail: `its ${claim} is not what it must be` });
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}
