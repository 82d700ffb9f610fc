import { fullName } from "#lib/profile/full-name.ts";
import { nameField } from "#lib/profile/name.ts";
import type { IdentityClaims } from "./identity-claims.ts";

type Names = Readonly<{ firstName: string; lastName: string }>;

const asName = (claim: string | undefined): string | undefined => {
  const parsed = nameField("name").safeParse(claim);
  return parsed.success ? parsed.data : undefined;
};

/**
 * The names of an account as the provider has them: what it does not tell, and what is no name here, stays as it was. A
 * whole name alone is the first name, because nobody can tell where it ends, unless the account is named just so.
 */
export function namesFromClaims(person: IdentityClaims, known: Names): Names {
  const firstName = asName(person.givenName);
  const lastName = asName(person.familyName);
  if (firstName || lastName) return { firstName: firstName ?? known.firstName, lastName: lastName ?? known.lastName };
  const whole = asName(person.fullName);
  return whole === undefined || whole === fullName(known) ? known : { firstName: whole, lastName: "" };
}
