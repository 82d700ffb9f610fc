import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";

/** E.164 (+33123456789) or `null` in the output. */
export const phoneField = z
  .string()
  .max(60, "Enter a shorter phone number.")
  .optional()
  .transform((typed, context) => {
    if (!typed?.trim()) return null;
    const number = parsePhoneNumberFromString(typed.trim(), { extract: false });
    if (number?.isValid() && !number.ext) return number.number as string;
    context.addIssue({
      code: "custom",
      message: "Enter a phone number with its country code, such as +33 1 23 45 67 89.",
    });
    return z.NEVER;
  });
