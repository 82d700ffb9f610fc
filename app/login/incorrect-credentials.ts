/** The one answer to unknown, wrong, locked and expired alike. */
export const INCORRECT_CREDENTIALS = { "": "The e-mail or the password is not right." } as const;
