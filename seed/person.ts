import { ROLE_IDS, type Role } from "#lib/access/roles.ts";
import { CULTURES } from "./names.ts";
import { type Random, randomFrom } from "./random.ts";

export type Person = Readonly<{
  firstName: string;
  lastName: string;
  email: string;
  phone: string | null;
  roles: readonly Role[];
}>;

const DOMAINS = [
  "example.com",
  "example.org",
  "example.net",
  "paris.example.com",
  "oslo.example.com",
  "field.example.org",
  "kyoto.example.net",
];

const NAMES_PER_CULTURE = 12;
const FULL_NAMES = CULTURES.length * NAMES_PER_CULTURE * NAMES_PER_CULTURE;

/** Coprime to the number of full names, so that all of them are used before any is repeated. */
const STRIDE = 1_009;

const ROLE_COMBINATIONS: readonly (readonly Role[])[] = Array.from({ length: 2 ** ROLE_IDS.length - 1 }, (_, index) =>
  ROLE_IDS.filter((_role, bit) => (index + 1) & (1 << bit)),
);

/** The same number always gives the same person. No two numbers have the same email. */
export function demonstrationPerson(number: number): Person {
  const random = randomFrom(number);
  const { firstName, lastName, phone } = fullName((number * STRIDE) % FULL_NAMES);
  const namesake = Math.floor(number / FULL_NAMES);
  const localPart = `${firstName.romanised}.${lastName.romanised}${namesake === 0 ? "" : namesake + 1}`;
  return {
    firstName: firstName.native,
    lastName: lastName.native,
    email: `${localPart}@${random.pick(DOMAINS)}`,
    phone: random.below(8) === 0 ? null : `${phone}${String(random.below(10_000)).padStart(4, "0")}`,
    roles: rolesOf(random),
  };
}

function fullName(index: number) {
  const culture = CULTURES[index % CULTURES.length];
  const pair = Math.floor(index / CULTURES.length);
  const firstName = culture?.firstNames[pair % NAMES_PER_CULTURE];
  const lastName = culture?.lastNames[Math.floor(pair / NAMES_PER_CULTURE)];
  if (!firstName || !lastName) throw new Error(`Each culture needs ${NAMES_PER_CULTURE} first and last names.`);
  return { firstName, lastName, phone: culture.phone };
}

const rolesOf = (random: Random): readonly Role[] =>
  random.below(2) === 0 ? ["viewer"] : random.pick(ROLE_COMBINATIONS);
