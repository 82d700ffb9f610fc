import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `compose.yaml` uses them. */
const NAMES = ["auth-secret", "database-admin-password", "database-owner-password", "database-password"];
const BYTES = 33;
/** Services run as different users. The folder is mounted only where it is needed. */
const READABLE_BY_ALL = 0o444;

export function generateSecrets(directory: string): void {
  for (const name of NAMES) {
    const file = join(directory, name);
    if (existsSync(file)) continue;
    const temporary = `${file}.new`;
    writeFileSync(temporary, randomBytes(BYTES).toString("base64url"));
    chmodSync(temporary, READABLE_BY_ALL);
    renameSync(temporary, file);
    console.log(`Generated ${name}.`);
  }
}
