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
  access: "/api/access",
  domains: "/administration/domains",
  newDomainGroup: "/administration/domains/new-group",
  domainGroup: (id: string) => `/administration/domains/groups/${encodeURIComponent(id)}`,
  domain: (id: string) => `/administration/domains/${encodeURIComponent(id)}`,
  accounts: "/administration/user-accounts",
  newAccount: "/administration/user-accounts/new",
  accountDetails: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}`,
  resetPassword: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}/reset-password`,
  deleteAccount: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}/delete`,
  outgoingMail: "/administration/outgoing-mail",
} as const;

const thenBack = (to: string, path: string): string =>
  path === paths.home ? to : `${to}?${new URLSearchParams({ next: path })}`;

/** The sign-in page, coming back afterwards to where one was going. */
export const loginThenBack = (path: string): string => thenBack(paths.login, path);

/** The sign-in page, leading afterwards to an address at another origin, which it checks again. */
export const loginThenBackTo = (address: string): string => `${paths.login}?${new URLSearchParams({ back: address })}`;

/** The page on which a password must be chosen, going on afterwards to where one was going. */
export const newPasswordThenBack = (path: string): string => thenBack(paths.newPassword, path);

/** The same, leading afterwards to an address at another origin. */
export const newPasswordThenBackTo = (address: string): string =>
  `${paths.newPassword}?${new URLSearchParams({ back: address })}`;
