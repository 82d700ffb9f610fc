import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findNginx } from "#tests/e2e/nginx.ts";
import { Failure } from "./failure.ts";

/**
 * Sees to it that there is an nginx for the test of the documented gate, installing Debian's when there is none.
 * @throws Failure when there is no way to get one.
 */
export function ensureNginx(): void {
  if (findNginx()) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing nginx for the end-to-end tests …");
    if (succeeds("update") && succeeds("install", "--yes", "--no-install-recommends", "nginx-light") && findNginx())
      return;
  }
  throw new Failure(
    "The end-to-end tests run the documented nginx configuration, and nginx could not be installed without being root on Debian. Install it (apt-get install nginx-light), or set NGINX_PATH to one.",
  );
}

const succeeds = (...args: readonly string[]): boolean =>
  spawnSync("apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    // Nobody wants a web server that starts by itself on port 80.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  }).status === 0;
