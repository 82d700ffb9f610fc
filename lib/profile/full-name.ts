type Named = Readonly<{ firstName: string; lastName: string }>;

/** Both names, as people write them; empty for an account that the identity provider has not given any yet. */
export const fullName = ({ firstName, lastName }: Named): string => [firstName, lastName].filter(Boolean).join(" ");

/** How to call an account: by its names, and by its e-mail while it has none. */
export const nameOf = (account: Named & Readonly<{ email: string }>): string => fullName(account) || account.email;
