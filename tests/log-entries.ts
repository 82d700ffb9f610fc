/**
 * The entries of a process log, which is one JSON object a line and nothing else.
 * @throws Error for a line that is something else, or that holds a control character
 */
export const logEntries = (output: string): Readonly<Record<string, unknown>>[] =>
  output
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      if (!line.startsWith('{"level":') || /[\p{Cc}\u2028\u2029]/u.test(line)) throw notAnEntry(line);
      try {
        return JSON.parse(line);
      } catch {
        throw notAnEntry(line);
      }
    });

const notAnEntry = (line: string) => new Error(`This is no entry of a log: ${JSON.stringify(line)}`);
