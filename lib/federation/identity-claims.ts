import type { JWTPayload } from "jose";
import { z } from "zod";
import { printable } from "#lib/text/printable.ts";
import { ProviderProblem } from "./provider-problem.ts";

/** Claims about a person that count here. */
const CLAIMS = ["email", "email_verified", "given_name", "family_name", "name"] as const;

export type ClaimName = (typeof CLAIMS)[number];

/** Whom the provider speaks of, as far as it may be believed: who they are to it, and what it claims about them. */
export type IdentityClaims = Readonly<{
  issuer: string;
  subject: string;
  /** As claimed, in whatever spelling; `undefined` for none. */
  email: string | undefined;
  /** The provider's word for it; `undefined` where it says nothing of that. */
  emailVerified: boolean | undefined;
  givenName: string | undefined;
  familyName: string | undefined;
  fullName: string | undefined;
  /** What the provider calls its own session. */
  sessionId: string | undefined;
  /** Claims that are of no use because of what they are instead, such as `a list`. */
  wrongTypes: WrongTypes;
  idToken: string;
}>;

export type WrongTypes = Readonly<Partial<Record<ClaimName, string>>>;

/** OpenID Connect Core 1.0, 2: at most 255 ASCII characters. */
export const identifier = z.string().regex(/^[\x20-\x7e]{1,255}$/);

/**
 * What the provider calls the person.
 * @throws ProviderProblem when that is no identifier
 */
export function subjectOf({ sub }: JWTPayload): string {
  const subject = identifier.safeParse(sub).data;
  if (subject !== undefined) return subject;
  throw new ProviderProblem("malformed", { step: "id-token", detail: "its sub is no identifier" });
}

type Source = Readonly<{ issuer: string; subject: string; idToken: string; trustEmail: boolean }>;

/** The person whom an ID token and the UserInfo endpoint speak of. What the ID token says comes first. */
export function identityClaimsFrom(source: Source, idToken: JWTPayload, userInfo: JWTPayload): IdentityClaims {
  const parse = (claims: JWTPayload) => parseClaims(claims, source.trustEmail);
  const claims = merged(parse(idToken), parse(userInfo));
  return {
    issuer: source.issuer,
    subject: source.subject,
    email: claims.texts.email,
    emailVerified: claims.emailVerified,
    givenName: claims.texts.given_name,
    familyName: claims.texts.family_name,
    fullName: claims.texts.name,
    sessionId: identifier.safeParse(idToken.sid).data,
    wrongTypes: claims.wrongTypes,
    idToken: source.idToken,
  };
}

type TextClaim = Exclude<ClaimName, "email_verified">;

type Parsed = Readonly<{
  texts: Readonly<Partial<Record<TextClaim, string>>>;
  emailVerified: boolean | undefined;
  wrongTypes: WrongTypes;
}>;

const TEXT_MAX = 1000;

function parseClaims(claims: JWTPayload, trustEmail: boolean): Parsed {
  const said = CLAIMS.filter((name) => claims[name] !== undefined);
  const isRight = (name: ClaimName) =>
    name === "email_verified" ? asBoolean(claims[name], trustEmail) !== undefined : isShortText(claims[name]);
  return {
    texts: Object.fromEntries(said.filter(isRight).map((name) => [name, claims[name]])),
    emailVerified: asBoolean(claims.email_verified, trustEmail),
    wrongTypes: Object.fromEntries(
      said.filter((name) => !isRight(name)).map((name) => [name, describeType(claims[name])]),
    ),
  };
}

const isShortText = (value: unknown): value is string => typeof value === "string" && value.length <= TEXT_MAX;

/** Other spellings of a yes count where the operator vouches for the provider's emails. */
function asBoolean(value: unknown, trustEmail: boolean): boolean | undefined {
  if (typeof value === "boolean") return value;
  return trustEmail && (value === "true" || value === 1) ? true : undefined;
}

const SHOWN_MAX = 50;

function describeType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `the text “${printable(value.slice(0, SHOWN_MAX))}”`;
  return typeof value === "object" ? "an object" : `the ${typeof value} ${value}`;
}

function merged(first: Parsed, second: Parsed): Parsed {
  const texts = { ...second.texts, ...first.texts };
  const emailVerified = mergedVerification(first, second);
  const isKnown = (name: ClaimName) =>
    name === "email_verified" ? emailVerified !== undefined : texts[name] !== undefined;
  const wrongTypes = { ...second.wrongTypes, ...first.wrongTypes };
  return {
    texts,
    emailVerified,
    wrongTypes: Object.fromEntries(Object.entries(wrongTypes).filter(([name]) => !isKnown(name as ClaimName))),
  };
}

/** What one says of its own email says nothing of another one that the other names. */
function mergedVerification(first: Parsed, second: Parsed): boolean | undefined {
  if (first.texts.email === undefined) return second.emailVerified ?? first.emailVerified;
  const isSameEmail = (second.texts.email ?? first.texts.email).toLowerCase() === first.texts.email.toLowerCase();
  return first.emailVerified ?? (isSameEmail ? second.emailVerified : undefined);
}
