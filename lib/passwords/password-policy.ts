import { dictionary } from "@zxcvbn-ts/language-common";
import { config } from "#lib/config/index.ts";

/** In code points: enough for any passphrase, and cheap to hash. */
export const PASSWORD_MAX_LENGTH = 128;

const PRODUCT = "gatehouse";

/** Composed and decomposed spellings are one password; spaces and case count. */
export const normalizedPassword = (typed: string): string => typed.normalize("NFC");

/** Ignores the digits and symbols that people add to a word. */
const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}]/gu, "");

let commonPasswords: ReadonlySet<string> | undefined;

/** OWASP ASVS 6.2.4. */
export function isCommonPassword(password: string): boolean {
  commonPasswords ??= new Set<string>(dictionary["passwords-common"].map((entry) => entry.toLowerCase()));
  return commonPasswords.has(password.toLowerCase());
}

/** No composition rules (NIST SP 800-63B, 3.1.1.2; OWASP ASVS 6.2.1 to 6.2.12). */
export function passwordProblem(typed: string, email: string): string | undefined {
  const password = normalizedPassword(typed);
  const length = [...password].length;
  const { passwordMinLength } = config();
  if (length < passwordMinLength) return `Use at least ${passwordMinLength} characters.`;
  if (length > PASSWORD_MAX_LENGTH) return `Use at most ${PASSWORD_MAX_LENGTH} characters.`;
  if (password.includes("\0")) return "A password can't contain the NUL character.";
  if (password.trim() === "") return "A password can't be only spaces.";
  const lower = password.toLowerCase();
  const [localPart = ""] = email.split("@");
  if (lower === email || lower === localPart) return "Don't use the email address as the password.";
  if (lettersOf(lower) === PRODUCT) return "Don't use the product's name as the password.";
  if (/^(.)\1*$/su.test(lower)) return "This password repeats one character. Choose a stronger one.";
  if (isCommonPassword(password)) return "This password is too common. Choose a stronger one.";
  return undefined;
}
