import * as z from "zod";

/** Whether a text can be the id of a row: the database fails over anything else instead of finding nothing. */
export const isId = (text: string): boolean => z.uuid().safeParse(text).success;
