type Named = Readonly<{ firstName: string; lastName: string }>;

/** Empty if the identity provider has not supplied names yet. */
export const fullName = ({ firstName, lastName }: Named): string => [firstName, lastName].filter(Boolean).join(" ");

export const displayName = (account: Named & Readonly<{ email: string }>): string => fullName(account) || account.email;
