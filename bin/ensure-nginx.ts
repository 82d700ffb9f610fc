import { mkdirSync, readdirSync } from "node:fs";
import { findNginx, UNPACKED_NGINX } from "#tests/e2e/nginx.ts";
import { hasDebianPackages, installFromDebian, mayInstallFromDebian, succeeds } from "./debian.ts";
import { Failure } from "./failure.ts";

/**
 * Sees to it that there is an nginx for the test of the documented gate, installing Debian's when there is none.
 * @throws Failure when there is no way to get one.
 */
export function ensureNginx(): void {
  if (findNginx()) return;
  if (hasDebianPackages()) {
    console.log("Installing nginx for the end-to-end tests …");
    const install = mayInstallFromDebian() ? fromDebian : unpacked;
    if (install() && findNginx()) return;
  }
  throw new Failure(
    "The end-to-end tests run the documented nginx configuration, and nginx could not be installed. Install it (apt-get install nginx-light), or set NGINX_PATH to one.",
  );
}

const fromDebian = () => installFromDebian("--no-install-recommends", "nginx-light");

/** Whoever may install nothing may still fetch a package and unpack it among their own files. */
function unpacked(): boolean {
  mkdirSync(UNPACKED_NGINX, { recursive: true });
  if (!succeeds("apt-get", ["download", "nginx"], UNPACKED_NGINX)) return false;
  const packages = readdirSync(UNPACKED_NGINX).filter((name) => name.endsWith(".deb"));
  return packages.every((name) => succeeds("dpkg-deb", ["--extract", name, "."], UNPACKED_NGINX));
}
