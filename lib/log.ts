import { pino } from "pino";

/** One JSON line an entry. What goes in is named field by field: no request, no form and no error as a whole. */
export const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });
