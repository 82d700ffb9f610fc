/** Every address of the product, so that none is spelled twice. */
export const paths = {
  home: "/",
  login: "/login",
  newPassword: "/new-password",
  forgotPassword: "/forgot-password",
  activate: "/activate",
  completeReset: "/reset-password",
  confirmEmail: "/confirm-email",
  account: "/account",
  accounts: "/administration/user-accounts",
  newAccount: "/administration/user-accounts/new",
  accountDetails: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}`,
  resetPassword: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}/reset-password`,
  deleteAccount: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}/delete`,
  outgoingMail: "/administration/outgoing-mail",
  federation: "/administration/federation",
  /** On the way out to the identity provider. */
  departure: "/departure",
  /** Where providers send people back to, at the address that next-auth's own providers have. */
  providerCallback: "/api/auth/callback/oidc",
  backchannelLogout: "/api/auth/backchannel-logout",
} as const;

/** The sign-in page, saying why a sign-in at the identity provider came to nothing. */
export const loginAfter = (problem: string, next: string): string =>
  `${paths.login}?${new URLSearchParams({ error: problem, ...(next !== paths.home && { next }) })}`;

const thenBack = (to: string, path: string): string =>
  path === paths.home ? to : `${to}?${new URLSearchParams({ next: path })}`;

/** The sign-in page, coming back afterwards to where one was going. */
export const loginThenBack = (path: string): string => thenBack(paths.login, path);

/** The page on which a password must be chosen, going on afterwards to where one was going. */
export const newPasswordThenBack = (path: string): string => thenBack(paths.newPassword, path);
