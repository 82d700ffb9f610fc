import { randomInt } from "node:crypto";

/** Lower-case letters and digits without the look-alikes 0 o, 1 l i, 2 z, 5 s, 8 b, u v, and vowels that spell words. */
const ALPHABET = "acdefghjkmnpqrtwxy34679";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/**
 * A single-use password that can be read aloud: four groups of four, 72 bits of chance (NIST SP 800-63B asks for 64
 * of a secret that is handed over).
 */
export const generateSingleUsePassword = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
  ).join("-");
