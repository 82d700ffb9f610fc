/** Every address of the product, so that none is spelled twice. */
export const paths = {
  home: "/",
  login: "/login",
  newPassword: "/new-password",
  forgotPassword: "/forgot-password",
  activate: "/activate",
  completePasswordReset: "/reset-password",
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
  federation: "/administration/federation",
  auditLog: "/administration/audit-log",
  auditLogExport: "/administration/audit-log/export",
  /** On the way out to the identity provider. */
  providerRedirect: "/login/redirect",
  /** Where providers send people back to, at the address that next-auth's own providers have. */
  providerCallback: "/api/auth/callback/oidc",
  backchannelLogout: "/api/auth/backchannel-logout",
} as const;

const withQuery = (path: string, query: Readonly<Record<string, string>>): string =>
  Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query)}`;

/** How a page is told where to go on to: a path here, or an address at another origin. It checks both again. */
const onTo = (next: string): Record<string, string> =>
  next === paths.home ? {} : next.startsWith("/") ? { next } : { back: next };

/** The sign-in page, saying why a sign-in at the identity provider came to nothing. */
export const loginWithError = (problem: string, next: string): string =>
  withQuery(paths.login, { error: problem, ...onTo(next) });

/** The sign-in page, going on afterwards to where one was going. */
export const loginWithReturn = (next: string): string => withQuery(paths.login, onTo(next));

/** The page on which a password must be chosen, going on afterwards to where one was going. */
export const newPasswordWithReturn = (next: string): string => withQuery(paths.newPassword, onTo(next));

/** What the audit log holds of one account. */
export const auditLogFor = (account: string): string => withQuery(paths.auditLog, { account });
