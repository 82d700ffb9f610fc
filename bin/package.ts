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

/** Started through a path that no trace sees: it prepares the pages for the server around them. */
const ENTRY = "node_modules/next/dist/server/next.js";

/** What Next.js loads only to build, to develop or to scale images, and what only people read. */
const NOT_NEEDED = [
  "**/*.{map,d.ts,dev.js}",
  "node_modules/{@img,sharp,typescript}/**",
  "node_modules/next/dist/{build/webpack,compiled/{babel,babel-packages,webpack},docs}/**",
];

const directory = askedFor();

await build();
const files = [...new Set([...builtFiles(), ...filesOfPages(), ...(await filesOfServer())])];
for (const file of files) copy(file);
writeFileSync(join(directory, "sbom.cdx.json"), billOfMaterials(files));

function builtFiles(): readonly string[] {
  const { files } = JSON.parse(readFileSync(join(".next", "required-server-files.json"), "utf8"));
  const built = globSync([".next/{server,static}/**", "dist/**"], { exclude: ["**/*.nft.json"] });
  return ["package.json", ...files, ...built];
}

/** Next.js notes beside each page which files it loads at run time. */
function filesOfPages(): readonly string[] {
  return globSync([".next/next-server.js.nft.json", ".next/server/**/*.nft.json"]).flatMap((trace) => {
    const { files }: { files: readonly string[] } = JSON.parse(readFileSync(trace, "utf8"));
    return files.map((file) => normalize(join(dirname(trace), file))).filter(isNeeded);
  });
}

async function filesOfServer(): Promise<readonly string[]> {
  const { fileList } = await nodeFileTrace([ENTRY], { ignore: (file) => !isNeeded(file) });
  return [...fileList];
}

function isNeeded(file: string): boolean {
  return !NOT_NEEDED.some((pattern) => matchesGlob(file, pattern));
}

/** As it lies here; Next.js reaches packages through links of its own. */
function copy(file: string): void {
  const copied = join(directory, file);
  const stats = lstatSync(file);
  mkdirSync(dirname(copied), { recursive: true });
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(file), copied);
  else if (stats.isFile()) copyFileSync(file, copied);
}

function askedFor(): string {
  const [asked, ...rest] = process.argv.slice(2);
  if (!asked || rest.length > 0) usageError("node bin/package.ts DIRECTORY");
  return asked;
}
