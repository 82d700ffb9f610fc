import { pino } from "pino";

/**
 * One JSON line an entry. What goes in is named field by field: no request, no form and no error as a whole. It writes
 * by itself, and not through `process.stdout`, whose other users have their words turned into entries
 * (`server/output-log.ts`).
 */
export const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(1));
