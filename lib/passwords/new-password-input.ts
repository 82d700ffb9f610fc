import { z } from "zod";

/** Use cases check the password policy. */
export const newPasswordFields = {
  password: z.string({ error: "Enter a new password." }),
  confirmation: z.string({ error: "Enter the new password again." }),
};

export const passwordsMatch = (input: { password: string; confirmation: string }) =>
  input.password === input.confirmation;

export const PASSWORDS_DIFFER = { path: ["confirmation"], message: "The passwords don't match." };

export const newPasswordInput = z.object(newPasswordFields).refine(passwordsMatch, PASSWORDS_DIFFER);

export const passwordChangeInput = z
  .object({ currentPassword: z.string({ error: "Enter your current password." }), ...newPasswordFields })
  .refine(passwordsMatch, PASSWORDS_DIFFER);

/** Hidden fields for password managers. */
export const PASSWORD_MANAGER_FIELDS = ["username"] as const;
