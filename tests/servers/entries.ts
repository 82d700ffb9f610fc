/** Complete lines that are not a printable JSON log entry. */
export const linesThatAreNoEntry = (printed: string): readonly string[] =>
  printed
    .split("\n")
    .slice(0, -1)
    .filter((line) => !isEntry(line));

function isEntry(line: string): boolean {
  try {
    const { level, time, ...fields } = JSON.parse(line);
    const isComplete = typeof level === "number" && typeof time === "string";
    return isComplete && !UNPRINTABLE.test(line) && !UNPRINTABLE.test(Object.values(fields).flat().join(" "));
  } catch {
    return false;
  }
}

/** Control characters, line separators and bidirectional formatting. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
