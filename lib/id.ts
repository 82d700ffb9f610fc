import * as z from "zod";

/** The database fails over anything else instead of finding nothing. */
export const isId = (text: string): boolean => z.uuid().safeParse(text).success;
