import { config } from "#lib/config/index.ts";

/** A URL for emails and printed sign-in details: always at the configured origin (OWASP ASVS 15.3.4). */
export const absoluteUrl = (path: string): string => new URL(path, config().appUrl).href;
