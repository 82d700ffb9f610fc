import { stripVTControlCharacters } from "node:util";
import { OperatorError } from "#db/operator-error.ts";
import { log } from "#lib/logging/log.ts";
import { toLogEntry } from "#lib/logging/log-entry.ts";

type Level = "info" | "warn" | "error" | "fatal";

const CONSOLE = { log: "info", info: "info", debug: "info", warn: "warn", error: "error", trace: "error" } as const;

const write = {
  info: process.stdout.write.bind(process.stdout),
  error: process.stderr.write.bind(process.stderr),
};
let isRedirected = false;

/**
 * Turns all output of this process, including Node's own, into log entries, so that no request can forge a line on stdout or
 * stderr.
 */
export function redirectOutputToLog(): void {
  isRedirected = true;
  for (const [method, level] of Object.entries(CONSOLE))
    console[method as keyof typeof CONSOLE] = (...values: unknown[]) => writeEntry(level, values);
  redirectStream(process.stdout, "info");
  redirectStream(process.stderr, "error");
  process.on("uncaughtException", (error) => {
    // Next.js has its own listener, which prints the error and continues.
    if (process.listenerCount("uncaughtException") > 1) return;
    writeEntry("fatal", [error]);
    process.exit(1);
  });
}

/** Prints text for the operator: as is on a terminal, otherwise as one log entry per line. */
export const print = (text: string): void => printLines("info", process.stdout, text);

export const printError = (text: string): void => printLines("error", process.stderr, text);

export const printFramed = (lines: readonly string[]): void =>
  print(isRedirected && !process.stdout.isTTY ? lines.join("\n") : frame(lines));

/** Prints an error for the operator: only the message of an OperatorError, everything of another. */
export function reportError(error: unknown): void {
  if (error instanceof OperatorError) printError(error.message);
  else console.error(error);
}

function printLines(level: "info" | "error", stream: NodeJS.WriteStream, text: string): void {
  if (!isRedirected || stream.isTTY) return void write[level](`${text}\n`);
  for (const line of stripVTControlCharacters(text).split("\n")) if (line.trim() !== "") log[level](line.trim());
}

function writeEntry(level: Level, values: readonly unknown[]): void {
  const { fields, message } = toLogEntry(values);
  if (message !== "" || Object.keys(fields).length > 0) log[level](fields, message);
}

function redirectStream(stream: NodeJS.WriteStream, level: Level): void {
  stream.write = (chunk: string | Uint8Array, ...more: readonly unknown[]) => {
    writeEntry(level, [typeof chunk === "string" ? chunk : Buffer.from(chunk).toString()]);
    const done = more.find((argument) => typeof argument === "function");
    if (done) process.nextTick(done);
    return true;
  };
}

function frame(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const bar = "═".repeat(width + 4);
  const rows = ["", ...lines, ""].map((line) => `║  ${line.padEnd(width)}  ║`);
  return ["", `╔${bar}╗`, ...rows, `╚${bar}╝`, ""].join("\n");
}
