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
  accountActions: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}/actions`,
  resetPassword: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}/reset-password`,
  deleteAccount: (id: string) => `/administration/user-accounts/${encodeURIComponent(id)}/delete`,
  outgoingMail: "/administration/outgoing-mail",
  federation: "/administration/federation",
  auditLog: "/administration/audit-log",
  auditLogExport: "/administration/audit-log/export",
  providerRedirect: "/login/redirect",
  /** At the path of next-auth's own providers. */
  providerCallback: "/api/auth/callback/oidc",
  backchannelLogout: "/api/auth/backchannel-logout",
} as const;

const withQuery = (path: string, query: Readonly<Record<string, string>>): string =>
  Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query)}`;

/** `returnTo` is a path of ours or a URL of another origin. The page that receives it validates it. */
const returnQuery = (returnTo: string): Record<string, string> =>
  returnTo === paths.home ? {} : returnTo.startsWith("/") ? { next: returnTo } : { back: returnTo };

export const loginWithError = (error: string, returnTo: string): string =>
  withQuery(paths.login, { error, ...returnQuery(returnTo) });

export const loginWithReturn = (returnTo: string): string => withQuery(paths.login, returnQuery(returnTo));

export const newPasswordWithReturn = (returnTo: string): string => withQuery(paths.newPassword, returnQuery(returnTo));

export const auditLogFor = (account: string): string => withQuery(paths.auditLog, { account });
