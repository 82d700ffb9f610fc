import type { Change } from "#db/schema/audit-events.ts";

type Value = string | null | readonly string[];

const asText = (value: Value): string | null =>
  value === null || typeof value === "string" ? value : [...value].sort().join(", ");

/**
 * The fields in which two versions of a record differ, with both values as text. Lists are compared as sets.
 * @param labels the fields to compare, each with its name on the screen
 */
export function changesBetween<Field extends string>(
  before: Readonly<Record<Field, Value>>,
  after: Readonly<Record<Field, Value>>,
  labels: Readonly<Record<Field, string>>,
): Change[] {
  return (Object.keys(labels) as Field[])
    .map((field) => ({ field: labels[field], from: asText(before[field]), to: asText(after[field]) }))
    .filter(({ from, to }) => from !== to);
}
