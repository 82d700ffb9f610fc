import * as z from "zod";
import { type Environment, flag, httpUrl } from "./fields.ts";

export type IdentityProvider = Readonly<{
  /** As the provider spells it: issuers are compared character by character. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
  /** Accepts an email that the provider does not say is verified. */
  trustEmail: boolean;
}>;

export type FederationConfig = Readonly<{
  identityProvider: IdentityProvider | undefined;
  /** `undefined` while users sign in with passwords. */
  federation: IdentityProvider | undefined;
}>;

/** OpenID Connect Discovery 1.0, section 2: an issuer has neither a query nor a fragment. */
const issuer = httpUrl.refine(
  (value) => !/[?#\s]/.test(value) && !URL.parse(value)?.username && !URL.parse(value)?.password,
  { message: "must contain only a scheme, a host and a path" },
);

export const oidcVariables = {
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().trim().max(60, "must have at most 60 characters").optional(),
  OIDC_TRUST_EMAIL: flag,
  OIDC_TEST_MODE: flag,
};

const variables = z.object(oidcVariables);

type Variables = z.output<typeof variables>;

export function federationConfig(env: Variables): FederationConfig {
  const identityProvider = identityProviderOf(env);
  return { identityProvider, federation: env.OIDC_TEST_MODE ? undefined : identityProvider };
}

function identityProviderOf(env: Variables): IdentityProvider | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return undefined;
  const name = env.OIDC_NAME ?? new URL(issuer).host;
  return { issuer, clientId, clientSecret, name, trustEmail: env.OIDC_TRUST_EMAIL };
}

/** A half-configured provider is a mistake, not a wish to turn federation off. */
export function federationProblems(environment: Environment): string[] {
  const isSet = (name: string) => ![undefined, "false"].includes(environment[name]);
  const required = ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"];
  if (isSet("OIDC_ISSUER"))
    return required.filter((name) => !isSet(name)).map((name) => `${name} is required when OIDC_ISSUER is set`);
  return [...required, "OIDC_NAME", "OIDC_TRUST_EMAIL", "OIDC_TEST_MODE"]
    .filter(isSet)
    .map((name) => `${name} has no effect without OIDC_ISSUER`);
}
