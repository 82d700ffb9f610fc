/**
 * Characters that nobody sees: by Unicode's properties, so that what it adds later is known too. Four more are blank by
 * name, which no property says.
 */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}]/gu;

const INK = /[^\p{C}\p{Z}\p{M}]/u;

/** Scripts whose letters join: there U+200C keeps two apart. */
const CURSIVE = String.raw`[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mand}\p{sc=Mong}\p{sc=Nkoo}\p{sc=Adlm}\p{sc=Rohg}]\p{M}*`;
const NON_JOINER = new RegExp(String.raw`(?<=${CURSIVE})\u200c(?=${CURSIVE})`, "gu");
const JOINER_AFTER_MARK = /(\p{M})[\u200c\u200d]/gu;

/** Whether there is anything to see but marks, which need something to stand on. */
export const hasInk = (text: string): boolean => INK.test(text.replace(HIDDEN, ""));

/**
 * Whether characters that nobody sees stand in a text, by which it is disguised as another. They hide nothing inside an
 * emoji, nor do the two joiners where writing needs them (RFC 5892, A.1 and A.2), as that of Persian and of the languages
 * of India does.
 */
export const hidesSomething = (text: string): boolean =>
  text
    .replace(/\p{RGI_Emoji}/gv, "")
    .replace(JOINER_AFTER_MARK, (joined, mark: string) => (isVirama(mark) ? mark : joined))
    .replace(NON_JOINER, "")
    .search(HIDDEN) >= 0;

/** Of combining class 9: normalization puts it between marks of class 8 (U+3099) and of class 10 (U+05B0). */
const isVirama = (mark: string): boolean => areSwapped(mark, "\u3099") && areSwapped("\u05b0", mark);

const areSwapped = (first: string, second: string): boolean =>
  first !== second && (first + second).normalize("NFD") === second + first;
