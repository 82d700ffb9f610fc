import { dictionary } from "@zxcvbn-ts/language-common";

let common: ReadonlySet<string> | undefined;

/** Whether a password stands on the list of those that attackers try first, case aside (OWASP ASVS 6.2.4). */
export function isCommonPassword(password: string): boolean {
  common ??= new Set<string>(dictionary["passwords-common"].map((entry) => entry.toLowerCase()));
  return common.has(password.toLowerCase());
}
