/** Invisible characters by Unicode property, and four that are blank without having such a property. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}]/gu;

const VISIBLE = /[^\p{C}\p{Z}\p{M}]/u;

/** Scripts with joining letters, which U+200C separates. */
const CURSIVE = String.raw`[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mand}\p{sc=Mong}\p{sc=Nkoo}\p{sc=Adlm}\p{sc=Rohg}]\p{M}*`;
const NON_JOINER = new RegExp(String.raw`(?<=${CURSIVE})\u200c(?=${CURSIVE})`, "gu");
const JOINER_AFTER_MARK = /(\p{M})[\u200c\u200d]/gu;

export const hasVisibleText = (text: string): boolean => VISIBLE.test(text.replace(INVISIBLE, ""));

/** Allows those inside an emoji, and the two joiners where a script needs them (RFC 5892, A.1 and A.2). */
export const hasInvisibleCharacters = (text: string): boolean =>
  text
    .replace(/\p{RGI_Emoji}/gv, "")
    .replace(JOINER_AFTER_MARK, (joined, mark: string) => (isVirama(mark) ? mark : joined))
    .replace(NON_JOINER, "")
    .search(INVISIBLE) >= 0;

/** Combining class 9, which normalization sorts between classes 8 (U+3099) and 10 (U+05B0). */
const isVirama = (mark: string): boolean => areSwapped(mark, "\u3099") && areSwapped("\u05b0", mark);

const areSwapped = (first: string, second: string): boolean =>
  first !== second && (first + second).normalize("NFD") === second + first;
