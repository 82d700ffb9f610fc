import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

const VARIABLE = "GATEHOUSE_IMAGE_TEST";
/** Not in memory, where tmpfs would refuse what an overlay file system keeps. */
const PARENT = "/var/tmp";

/**
 * Makes the directory in which the processes that are started from here on build and run images.
 * @returns removes it
 */
export function openWorkspace(): () => void {
  const directory = mkdtempSync(join(PARENT, "gatehouse-image-"));
  // Containers run as users of their own, which have to reach their roots.
  chmodSync(directory, 0o711);
  process.env[VARIABLE] = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}

/** A path in that directory. */
export function workspace(...path: readonly string[]): string {
  const directory = process.env[VARIABLE];
  if (!directory) throw new Error("These tests run with: npm run test:image");
  return join(directory, ...path);
}
