import { z } from "zod";

const MAX_LENGTH = 100;

/**
 * Controls, line separators, direction marks and what else is invisible: nothing a name needs, and enough to disguise
 * one. The two joiners are part of how Persian and the languages of India are written.
 */
export const DISGUISES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

const VISIBLE = /[^\p{C}\p{Z}\p{M}]/u;

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
    .refine((name) => VISIBLE.test(name), `Enter a ${what}.`)
    .refine((name) => name.length <= MAX_LENGTH, `A ${what} has at most ${MAX_LENGTH} characters.`)
    .refine((name) => !DISGUISES.test(name), `A ${what} cannot hold line breaks or invisible control characters.`);
