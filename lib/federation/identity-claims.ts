import type { JWTPayload } from "jose";
import { z } from "zod";
import { printable } from "#lib/text/printable.ts";
import { ProviderError } from "./provider-error.ts";

/** OpenID Connect Core 1.0, 5.1. */
const CLAIMS = ["email", "email_verified", "given_name", "family_name", "name"] as const;

type ClaimName = (typeof CLAIMS)[number];

export type IdentityClaims = Readonly<{
  issuer: string;
  subject: string;
  email: string | undefined;
  /** `undefined` where the provider does not say. */
  emailVerified: boolean | undefined;
  givenName: string | undefined;
  familyName: string | undefined;
  name: string | undefined;
  sessionId: string | undefined;
  invalidClaims: InvalidClaims;
  idToken: string;
}>;

/** Claims of a wrong type, which are ignored, and their type, such as `an array`. */
export type InvalidClaims = Readonly<Partial<Record<ClaimName, string>>>;

/** OpenID Connect Core 1.0, 2: at most 255 ASCII characters. */
export const identifier = z.string().regex(/^[\x20-\x7e]{1,255}$/);

export function subjectOf({ sub }: JWTPayload): string {
  const subject = identifier.safeParse(sub).data;
  if (subject !== undefined) return subject;
  throw new ProviderError("malformed", { step: "id-token", detail: "its sub claim is not a valid identifier" });
}

type ValidatedIdToken = Readonly<{ issuer: string; subject: string; idToken: string; trustEmail: boolean }>;

/** Claims of the ID token take precedence. */
export function identityClaims(
  { issuer, subject, idToken, trustEmail }: ValidatedIdToken,
  idTokenClaims: JWTPayload,
  userInfo: JWTPayload,
): IdentityClaims {
  const { strings, emailVerified, invalidClaims } = merge(
    parseClaims(idTokenClaims, trustEmail),
    parseClaims(userInfo, trustEmail),
  );
  return {
    issuer,
    subject,
    email: strings.email,
    emailVerified,
    givenName: strings.given_name,
    familyName: strings.family_name,
    name: strings.name,
    sessionId: identifier.safeParse(idTokenClaims.sid).data,
    invalidClaims,
    idToken,
  };
}

type StringClaim = Exclude<ClaimName, "email_verified">;

type ParsedClaims = Readonly<{
  strings: Readonly<Partial<Record<StringClaim, string>>>;
  emailVerified: boolean | undefined;
  invalidClaims: InvalidClaims;
}>;

const MAX_LENGTH = 1000;

function parseClaims(claims: JWTPayload, trustEmail: boolean): ParsedClaims {
  const present = CLAIMS.filter((name) => claims[name] !== undefined);
  const isValid = (name: ClaimName) =>
    name === "email_verified" ? asBoolean(claims[name], trustEmail) !== undefined : isShortString(claims[name]);
  return {
    strings: Object.fromEntries(present.filter(isValid).map((name) => [name, claims[name]])),
    emailVerified: asBoolean(claims.email_verified, trustEmail),
    invalidClaims: Object.fromEntries(
      present.filter((name) => !isValid(name)).map((name) => [name, describeValue(claims[name])]),
    ),
  };
}

const isShortString = (value: unknown): value is string => typeof value === "string" && value.length <= MAX_LENGTH;

/** Other spellings of `true` count only where the operator trusts the provider's emails. */
function asBoolean(value: unknown, trustEmail: boolean): boolean | undefined {
  if (typeof value === "boolean") return value;
  return trustEmail && (value === "true" || value === 1) ? true : undefined;
}

const MAX_SHOWN_LENGTH = 50;

function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return `the string “${printable(value.slice(0, MAX_SHOWN_LENGTH))}”`;
  return typeof value === "object" ? "an object" : `the ${typeof value} ${value}`;
}

function merge(idToken: ParsedClaims, userInfo: ParsedClaims): ParsedClaims {
  const strings = { ...userInfo.strings, ...idToken.strings };
  const emailVerified = mergeVerification(idToken, userInfo);
  const isKnown = (name: ClaimName) =>
    name === "email_verified" ? emailVerified !== undefined : strings[name] !== undefined;
  const invalidClaims = { ...userInfo.invalidClaims, ...idToken.invalidClaims };
  return {
    strings,
    emailVerified,
    invalidClaims: Object.fromEntries(Object.entries(invalidClaims).filter(([name]) => !isKnown(name as ClaimName))),
  };
}

/** UserInfo's `email_verified` is about its own email, which need not be the ID token's. */
function mergeVerification(idToken: ParsedClaims, userInfo: ParsedClaims): boolean | undefined {
  const { email } = idToken.strings;
  if (email === undefined) return userInfo.emailVerified ?? idToken.emailVerified;
  const isSameEmail = (userInfo.strings.email ?? email).toLowerCase() === email.toLowerCase();
  return idToken.emailVerified ?? (isSameEmail ? userInfo.emailVerified : undefined);
}
