/** The complete lines of a process log that are not one printable JSON entry each. */
export const linesThatAreNoEntry = (printed: string): readonly string[] =>
  printed
    .split("\n")
    .slice(0, -1)
    .filter((line) => !isEntry(line));

function isEntry(line: string): boolean {
  try {
    const { level, time, ...fields } = JSON.parse(line);
    const isWhole = typeof level === "number" && typeof time === "string";
    return isWhole && !HIDDEN.test(line) && !HIDDEN.test(Object.values(fields).flat().join(" "));
  } catch {
    return false;
  }
}

/** Control characters, line separators and marks of direction. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
