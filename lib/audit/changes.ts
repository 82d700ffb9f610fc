import type { Change, SetChange } from "#db/schema/audit-events.ts";

type Value = string | null | readonly string[];

/**
 * The fields in which two versions of a record differ. A list is a set: of it, the members that were added and removed
 * are named, so that the entry of a long list stays as short as its change.
 * @param labels the fields to compare, each with its name on the screen
 */
export function changesBetween<Field extends string>(
  before: Readonly<Record<Field, Value>>,
  after: Readonly<Record<Field, Value>>,
  labels: Readonly<Record<Field, string>>,
): Change[] {
  return (Object.keys(labels) as Field[])
    .map((field) => changeOf(labels[field], before[field], after[field]))
    .filter((change) => ("added" in change ? !isEmpty(change) : change.from !== change.to));
}

function changeOf(field: string, from: Value, to: Value): Change {
  if (isText(from) && isText(to)) return { field, from, to };
  const [old, current] = [membersOf(from), membersOf(to)];
  return { field, added: missingIn(old, current), removed: missingIn(current, old) };
}

const isText = (value: Value): value is string | null => value === null || typeof value === "string";

const membersOf = (value: Value): readonly string[] => (isText(value) ? (value === null ? [] : [value]) : value);

const missingIn = (known: readonly string[], members: readonly string[]): string[] =>
  [...new Set(members)].filter((member) => !known.includes(member)).sort();

const isEmpty = ({ added, removed }: SetChange): boolean => added.length === 0 && removed.length === 0;
