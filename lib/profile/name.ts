import { z } from "zod";
import { hasInk, hidesSomething } from "#lib/text/visible-text.ts";

const MAX_LENGTH = 100;

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
    .refine((name) => hasInk(name), `Enter a ${what}.`)
    .refine((name) => name.length <= MAX_LENGTH, `A ${what} has at most ${MAX_LENGTH} characters.`)
    .refine((name) => !hidesSomething(name), `A ${what} cannot hold line breaks or invisible characters.`);
