/** What an administrator hands to a person, shown once and kept nowhere. */
export type HandOver = Readonly<{
  accountId: string;
  email: string;
  singleUsePassword: string;
  expiresAt: Date;
}>;
