/** The same for unknown, wrong, locked and expired. */
export const INCORRECT_CREDENTIALS = { "": "Incorrect email or password." } as const;
