import { inspect, stripVTControlCharacters, types } from "node:util";
import { printableExcerpt } from "#lib/text/printable.ts";

const MAX_FRAMES = 20;

export type LogEntry = Readonly<{ fields: Readonly<Record<string, string | readonly string[]>>; message: string }>;

/** Leaves out objects that are not errors, because they may hold personal data. */
export function toLogEntry(values: readonly unknown[]): LogEntry {
  const error = values.find(isError);
  const words = values.map((value) => (isError(value) ? messageOf(value) : textOf(value)));
  const message = printableExcerpt(stripVTControlCharacters(words.join(" ")).replace(/\s+/g, " ").trim());
  return { fields: error ? fieldsOf(error) : {}, message };
}

/** A syntax error quotes its input, which may be a form. */
const messageOf = ({ name, message }: Error): string =>
  name === "SyntaxError" ? "The request could not be parsed." : String(message);

const textOf = (value: unknown): string =>
  (typeof value === "object" && value !== null) || typeof value === "function" ? `[${typeof value}]` : String(value);

function fieldsOf(error: Error): LogEntry["fields"] {
  const { name, digest, code } = error as Error & Readonly<{ digest?: unknown; code?: unknown }>;
  const fields = Object.entries({ name, digest, code }).filter((field): field is [string, string] => {
    return typeof field[1] === "string";
  });
  const stack = framesOf(error);
  return {
    ...Object.fromEntries(fields.map(([key, value]) => [key, printableExcerpt(value)])),
    ...(stack.length > 0 && { stack }),
  };
}

/** Without the message that the stack begins with. */
function framesOf({ stack, message }: Error): readonly string[] {
  if (typeof stack !== "string") return [];
  const framed = Object.assign(new Error(), { stack: `Error\n${framesIn(stack.replace(message, "")).join("\n")}` });
  // Next.js makes `inspect` apply source maps.
  return framesIn(inspect(framed))
    .slice(0, MAX_FRAMES)
    .map((line) => printableExcerpt(line.trim()));
}

const framesIn = (stack: string): readonly string[] => stack.split("\n").filter((line) => /^\s+at /.test(line));

/** Also from another realm, whose `Error` is another class. */
const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);
