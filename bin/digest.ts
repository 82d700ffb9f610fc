import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One digest of the names and the contents of files below `root`, in the order of the list. */
export const digestOf = (root: string, files: readonly string[]): string =>
  hash("sha256", files.map((file) => `${file}\0${hash("sha256", readFileSync(join(root, file)))}\n`).join(""));
