import { createHash, randomBytes } from "node:crypto";

/** A session's secret: 256 bits of chance, known to one browser's cookie and to nobody else (OWASP ASVS 7.2.3). */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is stored of it. Nothing slower is needed against a secret that cannot be guessed. */
export const hashToken = (secret: string): string => createHash("sha256").update(secret).digest("base64url");
