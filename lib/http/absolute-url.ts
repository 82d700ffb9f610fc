import { config } from "#lib/config/index.ts";

/**
 * The address of a path where it leaves our pages, in emails and on hand-over cards: at the configured origin, whatever
 * host a request named (OWASP ASVS 15.3.4).
 */
export const absoluteUrl = (path: string): string => new URL(path, config().appUrl).href;
