import { paths } from "#lib/paths.ts";

/** What a link is good for. One for one purpose opens nothing else (OWASP ASVS 6.4.1). */
export type LinkPurpose = "activation" | "password-reset" | "email-change";

/** The page that a link leads to. */
export const LINK_PAGES: Readonly<Record<LinkPurpose, string>> = {
  activation: paths.activate,
  "password-reset": paths.completePasswordReset,
  "email-change": paths.confirmEmail,
};
