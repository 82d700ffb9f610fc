import { z } from "zod";

/** A new password typed twice; the rules about it are the use case's. */
export const chosenPasswordFields = {
  password: z.string({ error: "Enter a new password." }),
  confirmation: z.string({ error: "Enter the new password again." }),
};

/** Whether both times the same was typed. */
export const isRepeated = (input: { password: string; confirmation: string }) => input.password === input.confirmation;

/** Where and how a form says that they differ. */
export const DIFFERS = { path: ["confirmation"], message: "This is not the same as the new password." };

export const chosenPasswordInput = z.object(chosenPasswordFields).refine(isRepeated, DIFFERS);

export const passwordChangeInput = z
  .object({ currentPassword: z.string({ error: "Enter your current password." }), ...chosenPasswordFields })
  .refine(isRepeated, DIFFERS);

/** What forms with a new password say to password managers. */
export const MANAGER_FIELDS = ["username"] as const;
