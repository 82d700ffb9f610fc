const BAR_WIDTH = 24;
const CLEAR_LINE = "\r\x1b[2K";
/** Where lines cannot be replaced. */
const PERCENT_PER_LINE = 25;

export type Progress = Readonly<{
  update(done: number, expected: number): void;
  /** A line that stays. */
  print(text: string): void;
}>;

/** On stderr, so that stdout has nothing but the figures. */
export function progressOf(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  let printed = 0;
  return {
    update(done, expected) {
      if (stream.isTTY)
        return void stream.write(done < expected ? `${CLEAR_LINE}${bar(label, done, expected)}` : CLEAR_LINE);
      const step = Math.floor((100 * done) / expected / PERCENT_PER_LINE);
      if (step > printed) stream.write(`${label}: ${step * PERCENT_PER_LINE} %\n`);
      printed = step;
    },
    print: (text) => void stream.write(`${stream.isTTY ? CLEAR_LINE : ""}${text}\n`),
  };
}

export function bar(label: string, done: number, expected: number): string {
  const filled = Math.round((BAR_WIDTH * done) / expected);
  return `${label} ${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} ${Math.floor((100 * done) / expected)} %`;
}
