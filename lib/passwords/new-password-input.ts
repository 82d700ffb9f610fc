import { z } from "zod";

/** A new password typed twice; the rules about it are the use case's. */
export const newPasswordFields = {
  password: z.string({ error: "Enter a new password." }),
  confirmation: z.string({ error: "Enter the new password again." }),
};

/** Whether both times the same was typed. */
export const passwordsMatch = (input: { password: string; confirmation: string }) =>
  input.password === input.confirmation;

/** Where and how a form says that they differ. */
export const PASSWORDS_DIFFER = { path: ["confirmation"], message: "This is not the same as the new password." };

export const newPasswordInput = z.object(newPasswordFields).refine(passwordsMatch, PASSWORDS_DIFFER);

export const passwordChangeInput = z
  .object({ currentPassword: z.string({ error: "Enter your current password." }), ...newPasswordFields })
  .refine(passwordsMatch, PASSWORDS_DIFFER);

/** What forms with a new password say to password managers. */
export const PASSWORD_MANAGER_FIELDS = ["username"] as const;
