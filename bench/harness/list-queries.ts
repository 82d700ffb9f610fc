import { ROLE_IDS } from "#lib/access/roles.ts";
import { SORTS, STATES } from "#lib/accounts/list-options.ts";
import { paths } from "#lib/paths.ts";

type Parameters = Readonly<Record<string, string>>;

/** Of the demonstration data: with many below it, without any, and frequent. */
const DOMAINS = ["Regions: EMEA", "Regions: APAC/Japan/Kyoto", "Tenants: Harbour"];

const VALUES: readonly Parameters[][] = [
  STATES.map((state) => ({ state })),
  ROLE_IDS.map((role) => ({ role })),
  DOMAINS.map((domain) => ({ domain })),
];

export const SINGLE_FILTERS: readonly Parameters[] = VALUES.flat();

export const PAIRS_OF_FILTERS: readonly Parameters[] = VALUES.flatMap((values, at) =>
  VALUES.slice(at + 1).flatMap((others) => values.flatMap((one) => others.map((other) => ({ ...one, ...other })))),
);

export const ORDERS: readonly Parameters[] = SORTS.flatMap((sort) =>
  ["ascending", "descending"].map((direction) => ({ sort, direction })),
);

export const listPath = (parameters: Parameters): string => `${paths.accounts}?${new URLSearchParams(parameters)}`;
