import { inspect } from "node:util";
import { log } from "#lib/log.ts";
import { OperatorError } from "#lib/operator-error.ts";

/** Taken before the log takes over what is printed. */
const print = process.stdout.write.bind(process.stdout);
const printError = process.stderr.write.bind(process.stderr);

let isLogged = false;

/** Has what is said from now on stand in the log, one entry a line, unless somebody reads it at a terminal. */
export function sayThroughLog(): void {
  isLogged = !process.stdout.isTTY;
}

/** Says something to the operator. */
export function say(text: string): void {
  if (isLogged) for (const line of linesOf(text)) log.info(line);
  else print(`${text}\n`);
}

/** Says lines that must not be overlooked. */
export const sayFramed = (lines: readonly string[]): void => say(isLogged ? lines.join("\n") : frame(lines));

/** Says why something failed: a sentence where we have one, everything where we don't. */
export function report(error: unknown): void {
  const sentence = error instanceof OperatorError ? error.message : undefined;
  if (!isLogged) printError(`${sentence ?? inspect(error)}\n`);
  else if (sentence === undefined) log.fatal({ err: error }, "This should not have happened.");
  else for (const line of linesOf(sentence)) log.error(line);
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

function frame(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const bar = "═".repeat(width + 4);
  const rows = ["", ...lines, ""].map((line) => `║  ${line.padEnd(width)}  ║`);
  return ["", `╔${bar}╗`, ...rows, `╚${bar}╝`, ""].join("\n");
}
