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

/** Ignores case (OWASP ASVS 6.2.4). */
export function isCommonPassword(password: string): boolean {
  commonPasswords ??= new Set<string>(dictionary["passwords-common"].map((entry) => entry.toLowerCase()));
  return commonPasswords.has(password.toLowerCase());
}

/**
 * No composition rules (NIST SP 800-63B, 3.1.1.2; OWASP ASVS 6.2.1 to 6.2.12).
 * @returns a sentence for the user; `undefined` for an acceptable password
 */
export function passwordProblem(typed: string, email: string): string | undefined {
  const password = normalizedPassword(typed);
  const length = [...password].length;
  const { passwordMinLength } = config();
  if (length < passwordMinLength) return `Use at least ${passwordMinLength} characters.`;
  if (length > PASSWORD_MAX_LENGTH) return `Use at most ${PASSWORD_MAX_LENGTH} characters.`;
  if (password.includes("\0")) return "A password cannot hold the NUL character.";
  if (password.trim() === "") return "Use more than spaces.";
  const lower = password.toLowerCase();
  const [localPart = ""] = email.split("@");
  if (lower === email || lower === localPart) return "Do not use the e-mail address as a password.";
  if (lettersOf(lower) === PRODUCT) return "Do not use the name of the product as a password.";
  if (/^(.)\1*$/su.test(lower)) return "This is one character repeated; choose something harder to guess.";
  if (isCommonPassword(password)) return "This is one of the most used passwords; choose something harder to guess.";
  return undefined;
}
