import { stripVTControlCharacters } from "node:util";
import { log } from "#lib/logging/log.ts";
import { toLogEntry } from "#lib/logging/log-entry.ts";

type Level = "info" | "warn" | "error" | "fatal";

const CONSOLE = { log: "info", info: "info", debug: "info", warn: "warn", error: "error", trace: "error" } as const;

const write = {
  info: process.stdout.write.bind(process.stdout),
  error: process.stderr.write.bind(process.stderr),
};
let isLogged = false;

/**
 * Makes an entry of the log from whatever anybody prints from now on, Node itself included, so that there is nothing
 * else on stdout and stderr, and nobody who sends a request can forge a line there.
 */
export function logWhatIsPrinted(): void {
  isLogged = true;
  for (const [method, level] of Object.entries(CONSOLE))
    console[method as keyof typeof CONSOLE] = (...values: unknown[]) => enter(level, values);
  enterWrites(process.stdout, "info");
  enterWrites(process.stderr, "error");
  process.on("uncaughtException", (error) => {
    // Next.js has a listener of its own, which prints the error and goes on.
    if (process.listenerCount("uncaughtException") > 1) return;
    enter("fatal", [error]);
    process.exit(1);
  });
}

/** Tells something to whoever has started this process: as it is at a terminal, else as an entry for each line. */
export const tell = (text: string): void => speak("info", process.stdout, text);

/** The same about what went wrong. */
export const tellProblem = (text: string): void => speak("error", process.stderr, text);

/** The same, framed at a terminal so that it cannot be overlooked. */
export const tellFramed = (lines: readonly string[]): void =>
  tell(isLogged && !process.stdout.isTTY ? lines.join("\n") : frame(lines));

function speak(level: "info" | "error", stream: NodeJS.WriteStream, text: string): void {
  if (!isLogged || stream.isTTY) return void write[level](`${text}\n`);
  for (const line of stripVTControlCharacters(text).split("\n")) if (line.trim() !== "") log[level](line.trim());
}

function enter(level: Level, values: readonly unknown[]): void {
  const { fields, message } = toLogEntry(values);
  if (message !== "" || Object.keys(fields).length > 0) log[level](fields, message);
}

function enterWrites(stream: NodeJS.WriteStream, level: Level): void {
  stream.write = (chunk: string | Uint8Array, ...more: readonly unknown[]) => {
    enter(level, [typeof chunk === "string" ? chunk : Buffer.from(chunk).toString()]);
    const done = more.find((one) => typeof one === "function");
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
