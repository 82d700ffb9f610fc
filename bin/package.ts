import {
  copyFileSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, matchesGlob, normalize } from "node:path";
import { nodeFileTrace } from "@vercel/nft";
import { billOfMaterials } from "./bill-of-materials.ts";
import { build } from "./build.ts";
import { usageError } from "./command.ts";

/** Loaded by a path that the trace does not see. */
const NEXT_ENTRY = "node_modules/next/dist/server/next.js";

/** Needed only for builds, development, image scaling or documentation. */
const NOT_NEEDED = [
  "**/*.{map,d.ts,dev.js}",
  "node_modules/{@img,sharp,typescript}/**",
  "node_modules/next/dist/{build/webpack,compiled/{babel,babel-packages,webpack},docs}/**",
];

const directory = targetDirectory();

await build();
const files = [...new Set([...builtFiles(), ...filesOfPages(), ...(await filesOfServer())])];
for (const file of files) copy(file);
writeFileSync(join(directory, "sbom.cdx.json"), billOfMaterials(files));

function builtFiles(): readonly string[] {
  const { files } = JSON.parse(readFileSync(join(".next", "required-server-files.json"), "utf8"));
  const built = globSync([".next/{server,static}/**", "dist/**"], { exclude: ["**/*.nft.json"] });
  return ["package.json", ...files, ...built];
}

function filesOfPages(): readonly string[] {
  return globSync([".next/next-server.js.nft.json", ".next/server/**/*.nft.json"]).flatMap((trace) => {
    const { files }: { files: readonly string[] } = JSON.parse(readFileSync(trace, "utf8"));
    return files.map((file) => normalize(join(dirname(trace), file))).filter(isNeeded);
  });
}

async function filesOfServer(): Promise<readonly string[]> {
  const { fileList } = await nodeFileTrace([NEXT_ENTRY], { ignore: (file) => !isNeeded(file) });
  return [...fileList];
}

function isNeeded(file: string): boolean {
  return !NOT_NEEDED.some((pattern) => matchesGlob(file, pattern));
}

/** Preserves symbolic links, through which Next.js loads packages. */
function copy(file: string): void {
  const target = join(directory, file);
  const stats = lstatSync(file);
  mkdirSync(dirname(target), { recursive: true });
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(file), target);
  else if (stats.isFile()) copyFileSync(file, target);
}

function targetDirectory(): string {
  const [target, ...rest] = process.argv.slice(2);
  if (!target || rest.length > 0) usageError("node bin/package.ts DIRECTORY");
  return target;
}
