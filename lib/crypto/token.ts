import { hash, randomBytes } from "node:crypto";

/** 256 random bits (OWASP ASVS 7.2.3, 11.5.1), in the 43 characters of base64url. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** A token cannot be guessed, so a slower hash would protect nothing. */
export const hashToken = (token: string): string => hash("sha256", token, "base64url");
