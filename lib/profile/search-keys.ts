/** Letters that Unicode does not decompose. */
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
    .replace(/[ßæœøđðłþıς]/g, (letter) => REPLACEMENTS[letter] ?? letter)
    .replace(/\s+/g, " ")
    .trim();

type Named = Readonly<{ firstName: string; lastName: string; email: string }>;

/** Last name first, or the email of an account without names. */
export const sortKey = ({ firstName, lastName, email }: Named): string =>
  normalizeForSearch(`${lastName} ${firstName}`) || email;

export const searchText = ({ firstName, lastName, email }: Named): string =>
  normalizeForSearch(`${firstName} ${lastName} ${firstName} ${email}`);
