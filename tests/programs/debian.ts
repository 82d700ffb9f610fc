import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { runQuietly } from "./program.ts";

const hasDebianPackages = (): boolean => existsSync("/usr/bin/apt-get");

/**
 * Installs Debian's packages for the whole system, where this user may.
 * @param what packages, and options of `apt-get install`
 * @returns whether they are there now
 */
export const installFromDebian = (...what: readonly string[]): boolean =>
  hasDebianPackages() &&
  process.getuid?.() === 0 &&
  runQuietly("apt-get", ["update"]) &&
  runQuietly("apt-get", ["install", "--yes", ...what]);

/** Downloads and unpacks a package, which also a user may do who may not install one; returns whether that worked. */
export function unpackFromDebian(name: string, directory: string): boolean {
  if (!hasDebianPackages()) return false;
  mkdirSync(directory, { recursive: true });
  if (!runQuietly("apt-get", ["download", name], directory)) return false;
  const packages = readdirSync(directory).filter((file) => file.endsWith(".deb"));
  return packages.every((file) => runQuietly("dpkg-deb", ["--extract", file, "."], directory));
}
