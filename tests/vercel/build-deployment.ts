import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { Settings } from "#tests/servers/server.ts";

const CLI = "vercel@60.0.0";
const PREFIX = "gatehouse-vercel-";
const SOURCES = "{app,bin,db,emails,lib,public,server,*.{ts,mjs,json}}";

const FOR_NPM = /^(HOME|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|(https?|no)_proxy|npm_config_.*)$/i;

/** As written by `vercel pull` for a project that follows the documentation. */
const PROJECT = { projectId: "prj_test", orgId: "team_test", settings: { framework: "nextjs", nodeVersion: "24.x" } };

/**
 * Builds a deployment with Vercel's CLI from a copy of the sources, so that the build of the checkout stays as it is.
 * @param settings the environment of the build and the functions
 * @param withAdapter whether the adapter of Next.js creates the functions, as in Vercel's own builds, instead of the CLI
 * @returns the directory of the copy, with `.vercel/output`
 * @throws Error with the output of a failed build
 */
export async function buildDeployment(settings: Settings, withAdapter: boolean): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  for (const path of globSync(SOURCES)) cpSync(path, join(directory, path), { recursive: true });
  shareModules(directory);
  const options = JSON.parse(readFileSync("vercel.json", "utf8"));
  writeFileSync(join(directory, "vercel.json"), JSON.stringify({ ...options, installCommand: "" }));
  mkdirSync(join(directory, ".vercel"));
  writeFileSync(join(directory, ".vercel", "project.json"), JSON.stringify(PROJECT));
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`);
  writeFileSync(join(directory, ".vercel", ".env.production.local"), lines.join(""));

  const env = {
    ...inherited(),
    // The build uses the first Node in PATH.
    PATH: [resolve("node_modules", ".bin"), process.env.PATH].join(delimiter),
    VERCEL_TELEMETRY_DISABLED: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_ENABLE_ADAPTER: withAdapter ? "1" : "0",
    NODE_ENV: "production",
  } as const;
  const child = spawn("npx", ["--yes", CLI, "build", "--prod", "--yes"], { cwd: directory, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [status] = await once(child, "close");
  if (status !== 0) throw new Error(`The build of the deployment failed:\n${output}`);
  return directory;
}

/** What npm needs, without settings of Gatehouse. */
const inherited = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => FOR_NPM.test(name)));

/** Hard-links each file if possible: a link to the directory would lead out of the tree. */
function shareModules(directory: string): void {
  const to = join(directory, "node_modules");
  if (spawnSync("cp", ["-al", "node_modules", to]).status === 0) return;
  cpSync("node_modules", to, { recursive: true, verbatimSymlinks: true });
}
