/** Control characters (C0, DEL, C1), line separators and bidirectional formatting. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** For a line of a log or terminal (OWASP ASVS 16.4.1). Not truncated: permissions may depend on the end of a name. */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16).padStart(4, "0")}}`);

const EXCERPT_MAX_LENGTH = 254;

/** Truncated, for text that nothing depends on. */
export const printableExcerpt = (text: string): string => printable(text.slice(0, EXCERPT_MAX_LENGTH));
