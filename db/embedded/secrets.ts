import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const NAMES = ["authSecret", "ownerPassword", "appPassword"] as const;

export type Secrets = Readonly<Record<(typeof NAMES)[number], string>>;

export function readSecrets(path: string): Partial<Secrets> | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function completeSecrets(existing: Partial<Secrets>): Secrets {
  const generated = NAMES.map((name) => [name, existing[name] || randomBytes(33).toString("base64url")]);
  return { ...existing, ...Object.fromEntries(generated) };
}

/** Atomic; readable by its owner only. */
export function writeSecrets(path: string, secrets: Secrets): void {
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, path);
}
