import type { AccountSnapshot } from "./account-changes.ts";

/** Somebody else changed the account while it was being edited. */
export class StaleEdit extends Error {
  override name = "StaleEdit";
  readonly current: AccountSnapshot;

  constructor(current: AccountSnapshot) {
    super("The account was changed by somebody else.");
    this.current = current;
  }
}

const same = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? one.length === other.length && one.every((entry) => other.includes(entry))
    : one === other;

/**
 * Brings an unsaved edit up to date with somebody else's change: a field that the editor left as they had seen it
 * takes its new value, and what they typed stays.
 */
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
