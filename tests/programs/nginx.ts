import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { hasDebianPackages, installFromDebian } from "./debian.ts";
import { ensureProgram, findProgram, type Program, runQuietly } from "./program.ts";

const UNPACKED = resolve("node_modules", ".nginx");

const NGINX: Program = {
  name: "nginx",
  variable: "NGINX_PATH",
  candidates: () => ["/usr/sbin/nginx", "/usr/local/bin/nginx", join(UNPACKED, "usr", "sbin", "nginx")],
  version: "-v",
  debianPackage: "nginx-light",
  installers: [() => installFromDebian("--no-install-recommends", "nginx-light"), unpackFromDebian],
};

/** The path of the nginx for the tests: the system's, or the one that was unpacked; `undefined` when none runs. */
export const findNginx = (): string | undefined => findProgram(NGINX);

/**
 * The same, installed when there is none.
 * @throws OperatorError when there is no way to get one
 */
export const ensureNginx = (): string => ensureProgram(NGINX);

/** A user who may not install a package may still download and unpack it. */
function unpackFromDebian(): boolean {
  if (!hasDebianPackages()) return false;
  mkdirSync(UNPACKED, { recursive: true });
  if (!runQuietly("apt-get", ["download", "nginx"], UNPACKED)) return false;
  const packages = readdirSync(UNPACKED).filter((name) => name.endsWith(".deb"));
  return packages.every((name) => runQuietly("dpkg-deb", ["--extract", name, "."], UNPACKED));
}
