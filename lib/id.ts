import * as z from "zod";

/**
 * Whether a text can be the id of a row at all. What comes out of an address need not be one, and the database takes
 * that for an error rather than for a row that does not exist.
 */
export const isId = (text: string): boolean => z.uuid().safeParse(text).success;
