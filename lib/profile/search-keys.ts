/** Characters that Unicode does not decompose. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
  ς: "σ",
};

export const normalizeForSearch = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøđðłþıς]/g, (character) => REPLACEMENTS[character] ?? character)
    .replace(/\s+/g, " ")
    .trim();

type Named = Readonly<{ firstName: string; lastName: string; email: string }>;

/** Whatever writes a name or an email must write these columns too. */
export const searchColumns = ({ firstName, lastName, email }: Named) => ({
  /** The email while there are no names. */
  sortKey: normalizeForSearch(`${lastName} ${firstName}`) || email,
  searchText: normalizeForSearch(`${firstName} ${lastName} ${firstName} ${email}`),
});
