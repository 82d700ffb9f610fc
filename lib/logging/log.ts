import { pino } from "pino";
import { printable } from "#lib/text/printable.ts";

/**
 * One JSON line an entry, in which nothing controls a terminal or forges a line. What goes in is named field by field: no
 * request, no form and no error as a whole.
 */
export const log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map(printableThroughout) as typeof args);
      },
    },
  },
  // Not through `process.stdout`, which a server turns into entries of this log.
  pino.destination(1),
);

function printableThroughout(value: unknown): unknown {
  if (typeof value === "string") return printable(value);
  if (Array.isArray(value)) return value.map(printableThroughout);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printableThroughout(inner)]));
}
