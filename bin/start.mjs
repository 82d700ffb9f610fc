// JavaScript: Node's compiler for TypeScript would stay in memory, where it takes 20 MB.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { digestOfSources, isBuiltFrom, ROOT, SERVER } from "./build-stamp.mjs";
import { enableSourceMaps } from "./source-maps.mjs";

// In a directory that a build of the pages clears, so that it does not grow.
enableCompileCache(join(ROOT, ".next", "compile-cache"));
const onLoaded = enableSourceMaps();

if (!isBuiltFrom(SERVER, digestOfSources())) {
  const builder = spawn(process.execPath, [join(ROOT, "bin", "build-server.ts")], { stdio: ["ignore", 2, 2] });
  const [code] = await once(builder, "close");
  if (code !== 0) process.exit(1);
}
const { run } = await import(new URL("../dist/server.mjs", import.meta.url).href);
await run({ dev: false, onLoaded });
