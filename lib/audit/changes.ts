import type { Change, SetChange } from "#db/schema/audit-events.ts";

type Value = string | null | readonly string[];

/** Lists are compared as sets, by added and removed members. */
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
  const [previous, current] = [membersOf(from), membersOf(to)];
  return { field, added: missingIn(previous, current), removed: missingIn(current, previous) };
}

const isText = (value: Value): value is string | null => value === null || typeof value === "string";

const membersOf = (value: Value): readonly string[] => (isText(value) ? (value === null ? [] : [value]) : value);

const missingIn = (known: readonly string[], members: readonly string[]): string[] =>
  [...new Set(members)].filter((member) => !known.includes(member)).sort();

const isEmpty = ({ added, removed }: SetChange): boolean => added.length === 0 && removed.length === 0;
