import { z } from "zod";
import { hasInvisibleCharacters, hasVisibleText } from "#lib/text/visible-text.ts";

const MAX_LENGTH = 100;

/** In any script; NFC and trimmed in the output. */
export const nameField = (label: string) =>
  z
    .string({ error: `Enter a ${label}.` })
    .max(1000, `A ${label} can have at most ${MAX_LENGTH} characters.`)
    .transform((typed) =>
      typed
        .normalize("NFC")
        .replace(/[^\S\r\n]+/g, " ")
        .trim(),
    )
    .refine((name) => hasVisibleText(name), `Enter a ${label}.`)
    .refine((name) => name.length <= MAX_LENGTH, `A ${label} can have at most ${MAX_LENGTH} characters.`)
    .refine((name) => !hasInvisibleCharacters(name), `A ${label} cannot contain line breaks or invisible characters.`);
