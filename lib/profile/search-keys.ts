/** Letters that Unicode does not decompose, and what people type for them. */
const PLAIN: Readonly<Record<string, string>> = {
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

/** Text as the search box compares it: accents, case and repeated spaces aside. */
export const normalizeForSearch = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøđðłþıς]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/\s+/g, " ")
    .trim();

type Named = Readonly<{ firstName: string; lastName: string; email: string }>;

/** What lists are sorted by: the names, and the e-mail while there are none. */
export const sortKey = ({ firstName, lastName, email }: Named): string =>
  normalizeForSearch(`${lastName} ${firstName}`) || email;

/** What the search box looks into. */
export const searchText = ({ firstName, lastName, email }: Named): string =>
  normalizeForSearch(`${firstName} ${lastName} ${firstName} ${email}`);
