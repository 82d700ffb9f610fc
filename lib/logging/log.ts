import { pino } from "pino";
import { printable } from "#lib/text/printable.ts";

/** Pass named fields only: a whole request, form or error may hold personal data. */
export const log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map(escapeAll) as typeof args);
      },
    },
  },
  // Not `process.stdout`, which a server redirects to this log.
  pino.destination(1),
);

function escapeAll(value: unknown): unknown {
  if (typeof value === "string") return printable(value);
  if (Array.isArray(value)) return value.map(escapeAll);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeAll(inner)]));
}
