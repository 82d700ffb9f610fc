import { inspect, stripVTControlCharacters } from "node:util";
import { log } from "#lib/log.ts";
import { printableExcerpt } from "#lib/printable.ts";

type Entry = Readonly<{ name?: string; at?: readonly string[]; part: "output"; msg: string }>;

const LEVELS = { trace: "debug", debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;
const FRAMES_MAX = 8;
const FRAME = /^\s+at /;

/**
 * What somebody printed, as an entry of the log: on one line, without control characters, and bounded. Of an error,
 * where it happened is kept, and of one about text that could not be parsed not even its message, which quotes that text.
 */
export function outputEntry(parts: readonly unknown[]): Entry {
  const error = parts.find((part) => part instanceof Error);
  const said = parts.map(sentenceOf).filter(Boolean).join(" ");
  const msg = printableExcerpt(stripVTControlCharacters(said).trim());
  return { part: "output", ...(error && { name: printableExcerpt(error.name), at: framesOf(error) }), msg };
}

function sentenceOf(part: unknown): string {
  if (typeof part === "string") return part;
  if (part instanceof SyntaxError) return "Something could not be parsed.";
  if (!(part instanceof Error)) return `[${typeof part}]`;
  const cause = part.cause instanceof Error ? ` (${sentenceOf(part.cause)})` : "";
  return `${part.message}${cause}`;
}

/** Next.js has errors inspected with the lines of the sources. Lines of the message are none of them. */
function framesOf(error: Error): string[] {
  const inspected = inspect(error, { colors: false });
  const from = inspected.indexOf(error.message);
  const lines = from < 0 ? [] : inspected.slice(from + error.message.length).split("\n");
  const end = lines.findIndex((line, at) => at > 0 && !FRAME.test(line));
  return lines
    .slice(1, end < 0 ? undefined : end)
    .slice(0, FRAMES_MAX)
    .map((line) => printableExcerpt(line.trim()));
}

/** From now on, whatever anybody prints in this process is an entry of the log, Node's own warnings included. */
export function logOutput(): void {
  for (const [method, level] of Object.entries(LEVELS))
    Object.assign(console, { [method]: (...parts: unknown[]) => write(level, parts) });
  for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { write: writer(stream) });
  process.removeAllListeners("warning");
  process.on("warning", (warning) => write("warn", [warning]));
}

function write(level: (typeof LEVELS)[keyof typeof LEVELS], parts: readonly unknown[]): void {
  const { msg, ...entry } = outputEntry(parts);
  if (msg || entry.name) log[level](entry, msg);
}

const writer =
  (stream: NodeJS.WriteStream) =>
  (chunk: string | Uint8Array, ...rest: readonly unknown[]): true => {
    write(stream === process.stderr ? "error" : "info", [String(chunk)]);
    const done = rest.find((one) => typeof one === "function");
    if (done) queueMicrotask(() => done());
    return true;
  };
