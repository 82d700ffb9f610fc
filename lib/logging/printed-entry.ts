import { inspect, stripVTControlCharacters, types } from "node:util";
import { printableExcerpt } from "#lib/text/printable.ts";

const FRAMES_MAX = 20;

/** An entry of the log. */
export type Entry = Readonly<{ fields: Readonly<Record<string, string | readonly string[]>>; message: string }>;

/**
 * What the log keeps of the values that somebody else's code prints: the beginning of text, and what tells an error
 * from others. Of any other object nothing is kept, because it may hold what a person has typed.
 */
export function printedEntry(values: readonly unknown[]): Entry {
  const error = values.find(isError);
  const words = values.map((value) => (isError(value) ? whatItSays(value) : wordFor(value)));
  const message = printableExcerpt(stripVTControlCharacters(words.join(" ")).replace(/\s+/g, " ").trim());
  return { fields: error ? fieldsOf(error) : {}, message };
}

/** The message of an error, unless it quotes what could not be parsed, which may be a form. */
const whatItSays = ({ name, message }: Error): string =>
  name === "SyntaxError" ? "What was sent could not be read." : String(message);

const wordFor = (value: unknown): string =>
  (typeof value === "object" && value !== null) || typeof value === "function" ? `[${typeof value}]` : String(value);

function fieldsOf(error: Error): Entry["fields"] {
  const { name, digest, code } = error as Error & Readonly<{ digest?: unknown; code?: unknown }>;
  const told = Object.entries({ name, digest, code }).filter((field): field is [string, string] => {
    return typeof field[1] === "string";
  });
  const stack = framesOf(error);
  return {
    ...Object.fromEntries(told.map(([key, value]) => [key, printableExcerpt(value)])),
    ...(stack.length > 0 && { stack }),
  };
}

/** Where an error comes from, without its message, which its stack begins with, and its other properties. */
function framesOf({ stack, message }: Error): readonly string[] {
  if (typeof stack !== "string") return [];
  const framed = Object.assign(new Error(), { stack: `Error\n${framesIn(stack.replace(message, "")).join("\n")}` });
  // Once Next.js is there, inspecting an error names the lines of the sources.
  return framesIn(inspect(framed))
    .slice(0, FRAMES_MAX)
    .map((line) => printableExcerpt(line.trim()));
}

const framesIn = (stack: string): readonly string[] => stack.split("\n").filter((line) => /^\s+at /.test(line));

/** Also one of another context, which is an instance of another class. */
const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);
