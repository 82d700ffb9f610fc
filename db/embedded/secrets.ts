import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const NAMES = ["authSecret", "ownerPassword", "appPassword"] as const;

export type Secrets = Readonly<Record<(typeof NAMES)[number], string>>;

/** The secrets kept in a file; `undefined` when there is no such file. */
export function readSecrets(path: string): Partial<Secrets> | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Fills in the secrets that are missing, keeping those that are there. */
export function completeSecrets(known: Partial<Secrets>): Secrets {
  const generated = NAMES.map((name) => [name, known[name] || randomBytes(33).toString("base64url")]);
  return { ...known, ...Object.fromEntries(generated) };
}

/** Stores the secrets for their owner's eyes only, all of them or, when interrupted, none. */
export function writeSecrets(path: string, secrets: Secrets): void {
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, path);
}
