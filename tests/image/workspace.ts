import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

const VARIABLE = "GATEHOUSE_IMAGE_TEST";
/** Not in memory: overlay file systems need more than tmpfs supports. */
const PARENT = "/var/tmp";

/**
 * Creates the directory in which child processes build and run images.
 * @returns a function that removes it
 */
export function openWorkspace(): () => void {
  const directory = mkdtempSync(join(PARENT, "gatehouse-image-"));
  // Containers run as other users, which must be able to reach their roots.
  chmodSync(directory, 0o711);
  process.env[VARIABLE] = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}

export function workspace(...path: readonly string[]): string {
  const directory = process.env[VARIABLE];
  if (!directory) throw new Error("Run these tests with: npm run test:image");
  return join(directory, ...path);
}
