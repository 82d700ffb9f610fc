import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";

/** A form's phone field: optional, and E.164 (+33123456789) afterwards; `null` when left empty. */
export const phoneField = z
  .string()
  .max(60, "This is too long for a phone number.")
  .optional()
  .transform((typed, context) => {
    if (!typed?.trim()) return null;
    const number = parsePhoneNumberFromString(typed.trim(), { extract: false });
    if (number?.isValid() && !number.ext) return number.number as string;
    context.addIssue({
      code: "custom",
      message: "Enter the number with its country code, such as +33 1 23 45 67 89, or leave it empty.",
    });
    return z.NEVER;
  });
