import { z } from "zod";

const MAX_LENGTH = 100;

/** Controls, line separators and direction marks: nothing a name needs, and enough to disguise one. */
const DISGUISES = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A form's name field: required, in any script, NFC and without outer spaces afterwards. */
export const nameField = (what: string) =>
  z
    .string({ error: `Enter a ${what}.` })
    .max(1000, `A ${what} has at most ${MAX_LENGTH} characters.`)
    .transform((typed) =>
      typed
        .normalize("NFC")
        .replace(/[^\S\r\n]+/g, " ")
        .trim(),
    )
    .refine((name) => name.length > 0, `Enter a ${what}.`)
    .refine((name) => name.length <= MAX_LENGTH, `A ${what} has at most ${MAX_LENGTH} characters.`)
    .refine((name) => !DISGUISES.test(name), `A ${what} cannot hold line breaks or invisible control characters.`);
