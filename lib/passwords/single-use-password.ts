import { randomInt } from "node:crypto";

/** Without the look-alikes 0 o, 1 l i, 2 z, 5 s, 8 b, u v, and without the vowels that would spell words. */
const ALPHABET = "acdefghjkmnpqrtwxy34679";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** 72 bits of entropy, in four groups that can be read aloud. NIST SP 800-63B asks for 64 bits. */
export const generateSingleUsePassword = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
  ).join("-");
