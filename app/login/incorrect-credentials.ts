/** The one answer to unknown, wrong, locked and expired alike. */
export const INCORRECT_CREDENTIALS = { "": "Incorrect email or password." } as const;
