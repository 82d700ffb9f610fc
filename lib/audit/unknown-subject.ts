/** What events call an email that was typed, and is no account's, by its digest. */
export const unknownAddress = (digest: string): string => `unknown address #${digest}`;

/** What events call somebody whom the identity provider sent, and who has no account. */
export const unknownPerson = (digest: string): string => `unknown person #${digest}`;
