/** What an administrator hands to a person, shown once and kept nowhere. */
export type IssuedCredentials = Readonly<{
  accountId: string;
  email: string;
  singleUsePassword: string;
  expiresAt: Date;
}>;

/** An account that was made ready for its holder to come in: with what is handed over, or through the identity provider. */
export type ProvisionedAccount =
  | IssuedCredentials
  | Readonly<{ accountId: string; email: string; singleUsePassword?: undefined; expiresAt?: undefined }>;
