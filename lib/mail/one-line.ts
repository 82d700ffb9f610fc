const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** Direction marks and what else is invisible. The two joiners are part of how Persian and the languages of India are written. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;

/**
 * Foreign text as one line of a mail: it can neither begin a header or a paragraph of its own nor turn the text around it
 * (OWASP ASVS 1.3.11).
 */
export const oneLine = (text: string): string => text.toWellFormed().replace(BREAKS, " ").replace(INVISIBLE, "").trim();
