import { errors, type JWTPayload, jwtVerify } from "jose";
import { CLOCK_TOLERANCE_SECONDS, provider } from "./provider.ts";
import { type ProblemKind, ProviderProblem } from "./provider-problem.ts";

/** Signed with the provider's private key: a shared secret, or nothing, proves nothing (OWASP ASVS 9.1.2). */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

/** What the provider says, it says now. Some date a token back by five minutes, for clocks that are late. */
const MAX_AGE_SECONDS = 300;

/** How long ago a token may have been issued at most, so that it need not be remembered for longer. */
export const TOKEN_LIFETIME_SECONDS = MAX_AGE_SECONDS + CLOCK_TOLERANCE_SECONDS;

/**
 * Reads a token of the provider's, if it is one: signed by one of its keys, from it, for us, of now.
 * @throws ProviderProblem for every other token
 */
export async function readSignedToken(token: string, signal: AbortSignal): Promise<JWTPayload> {
  const { settings, keys } = provider();
  const verify = async (with_: Awaited<ReturnType<typeof keys.get>>) =>
    (
      await jwtVerify(token, with_, {
        algorithms: ALGORITHMS,
        issuer: settings.issuer,
        audience: settings.clientId,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: MAX_AGE_SECONDS,
        requiredClaims: ["exp"],
      })
    ).payload;
  try {
    return await verify(await keys.get(signal)).catch(async (error) => {
      const renewed = error instanceof errors.JWKSNoMatchingKey ? await keys.renewed(signal) : undefined;
      if (!renewed) throw error;
      return verify(renewed);
    });
  } catch (error) {
    throw error instanceof ProviderProblem ? error : new ProviderProblem(problemOf(error), error);
  }
}

const CLAIMS: Readonly<Record<string, ProblemKind>> = { iss: "issuer", aud: "audience", iat: "clock", nbf: "clock" };

function problemOf(error: unknown): ProblemKind {
  if (error instanceof errors.JWTExpired) return "clock";
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS[error.claim] ?? "answer";
  const isForged = [
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWSSignatureVerificationFailed,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some((kind) => error instanceof kind);
  return isForged ? "signature" : "answer";
}
