import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What an installation needs and nobody has to choose: `compose.yaml` says what each is for. */
const NAMES = ["auth-secret", "database-admin-password", "database-owner-password", "database-password"];
const BYTES = 33;
/** Services run as users of their own, and each sees the folder only where it is mounted. */
const READABLE_BY_ALL = 0o444;

/** Writes those secrets into a folder that are not there yet, each whole or not at all. */
export function generateSecrets(directory: string): void {
  for (const name of NAMES) {
    const file = join(directory, name);
    if (existsSync(file)) continue;
    const unfinished = `${file}.new`;
    writeFileSync(unfinished, randomBytes(BYTES).toString("base64url"));
    chmodSync(unfinished, READABLE_BY_ALL);
    renameSync(unfinished, file);
    console.log(`Generated ${name}.`);
  }
}
