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

const NAMES_EACH = 12;
const FULL_NAMES = CULTURES.length * NAMES_EACH * NAMES_EACH;

/** No common factor with the number of full names, so that every one comes up before any comes up again. */
const STRIDE = 1_009;

const MIXES: readonly (readonly Role[])[] = Array.from({ length: 2 ** ROLE_IDS.length - 1 }, (_, mix) =>
  ROLE_IDS.filter((_role, bit) => (mix + 1) & (1 << bit)),
);

/** The person with a number: always the same one, with an e-mail that no other number has. */
export function person(number: number): Person {
  const random = randomFrom(number);
  const { firstName, lastName, phone } = fullName((number * STRIDE) % FULL_NAMES);
  const namesake = Math.floor(number / FULL_NAMES);
  const localPart = `${firstName.romanised}.${lastName.romanised}${namesake === 0 ? "" : namesake + 1}`;
  return {
    firstName: firstName.written,
    lastName: lastName.written,
    email: `${localPart}@${random.pick(DOMAINS)}`,
    phone: random.below(8) === 0 ? null : `${phone}${String(random.below(10_000)).padStart(4, "0")}`,
    roles: rolesOf(random),
  };
}

function fullName(index: number) {
  const culture = CULTURES[index % CULTURES.length];
  const pair = Math.floor(index / CULTURES.length);
  const firstName = culture?.firstNames[pair % NAMES_EACH];
  const lastName = culture?.lastNames[Math.floor(pair / NAMES_EACH)];
  if (!firstName || !lastName) throw new Error(`Every culture needs ${NAMES_EACH} first and last names.`);
  return { firstName, lastName, phone: culture.phone };
}

/** Half of a company only reads; the others hold any mix. */
const rolesOf = (random: Random): readonly Role[] => (random.below(2) === 0 ? ["viewer"] : random.pick(MIXES));
