import type { AccountSnapshot } from "./account-changes.ts";

export class StaleEdit extends Error {
  override name = "StaleEdit";
  readonly current: AccountSnapshot;

  constructor(current: AccountSnapshot) {
    super("The account was changed while it was being edited.");
    this.current = current;
  }
}

const same = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? one.length === other.length && one.every((entry) => other.includes(entry))
    : one === other;

/** Fields that were not edited take their stored value. */
export function mergeEdit<Fields extends Partial<AccountSnapshot>>(
  seen: Fields,
  typed: Fields,
  current: Fields,
): Fields {
  const merged = (Object.keys(seen) as (keyof Fields)[]).map((field) => [
    field,
    same(typed[field], seen[field]) ? current[field] : typed[field],
  ]);
  return Object.fromEntries(merged) as Fields;
}
