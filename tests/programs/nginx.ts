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

/** The system's nginx or an unpacked one; `undefined` if neither runs. */
export const findNginx = (): string | undefined => findProgram(NGINX);

/** Installs nginx if needed. @throws OperatorError if that fails */
export const ensureNginx = (): string => ensureProgram(NGINX);

/** Downloads and unpacks a package, without root. */
function unpackFromDebian(): boolean {
  if (!hasDebianPackages()) return false;
  mkdirSync(UNPACKED, { recursive: true });
  if (!runQuietly("apt-get", ["download", "nginx"], UNPACKED)) return false;
  const packages = readdirSync(UNPACKED).filter((name) => name.endsWith(".deb"));
  return packages.every((name) => runQuietly("dpkg-deb", ["--extract", name, "."], UNPACKED));
}
