import { config } from "#lib/config/index.ts";
import { isCommonPassword } from "./common-passwords.ts";

/** In code points; long enough for any manager and any phrase, short enough to hash without harm. */
export const PASSWORD_MAX_LENGTH = 128;

const PRODUCT = "gatehouse";

/** The form in which a password is judged and hashed: NFC and nothing else; spaces and case are its own. */
export const normalizedPassword = (typed: string): string => typed.normalize("NFC");

/** Without what people add to a word to call it a password. */
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}]/gu, "");

/**
 * Why a password may not be used, in a sentence for the person who chose it; `undefined` when it may.
 * No rules of composition, as NIST SP 800-63B, 3.1.1.2 and OWASP ASVS 6.2.1 to 6.2.12 ask.
 * @param email the account's, which is no password for it
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
  if (bare(lower) === PRODUCT) return "Do not use the name of the product as a password.";
  if (/^(.)\1*$/su.test(lower)) return "This is one character repeated; choose something harder to guess.";
  if (isCommonPassword(password)) return "This is one of the most used passwords; choose something harder to guess.";
  return undefined;
}
