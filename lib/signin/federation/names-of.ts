import { nameField } from "#lib/accounts/person-name.ts";
import type { ProviderPerson } from "./provider-person.ts";

type Names = Readonly<{ firstName: string; lastName: string }>;

const asName = (claim: string | undefined): string | undefined => {
  const parsed = nameField("name").safeParse(claim);
  return parsed.success ? parsed.data : undefined;
};

/**
 * The names of an account as the provider has them: what it does not tell, and what is no name here, stays as it was.
 * A provider that tells the whole name alone gives one to an account that has none.
 */
export function namesOf(person: ProviderPerson, known: Names): Names {
  const firstName = asName(person.givenName);
  const lastName = asName(person.familyName);
  if (firstName || lastName) return { firstName: firstName ?? known.firstName, lastName: lastName ?? known.lastName };
  const isNamed = Boolean(known.firstName || known.lastName);
  return isNamed ? known : { firstName: asName(person.fullName) ?? "", lastName: "" };
}
