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

/** What `vercel pull` would write for a project that was set up as the documentation says. */
const PROJECT = { projectId: "prj_test", orgId: "team_test", settings: { framework: "nextjs", nodeVersion: "24.x" } };

/**
 * Builds a deployment with Vercel's own program, out of a copy of the sources: the checkout's own build stays as it is.
 * @param settings the environment of the project, which the build and the functions see
 * @param withAdapter whether Next.js's adapter makes the functions, as Vercel has it do in builds of its own, and not
 *   the program
 * @returns the directory of the copy, with `.vercel/output` in it
 * @throws Error with what the build printed, when it fails
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
    // The build takes whichever Node comes first.
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
  if (status !== 0) throw new Error(`The deployment could not be built:\n${output}`);
  return directory;
}

/** What npm needs to reach its registry, and nothing that Gatehouse would read. */
const inherited = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => FOR_NPM.test(name)));

/** Links each file where both are on one disk: a link to the whole directory would lead out of the tree. */
function shareModules(directory: string): void {
  const to = join(directory, "node_modules");
  if (spawnSync("cp", ["-al", "node_modules", to]).status === 0) return;
  cpSync("node_modules", to, { recursive: true, verbatimSymlinks: true });
}
