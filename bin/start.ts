import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { enableSourceMaps } from "./source-maps.ts";

// In a directory that a build of the pages clears, so that it does not grow.
enableCompileCache(fileURLToPath(new URL("../.next/compile-cache", import.meta.url)));
const onLoaded = enableSourceMaps();

await (await import("./build.ts")).buildServer();
const { run }: typeof import("./run.ts") = await import(String(new URL("../dist/server.mjs", import.meta.url)));
await run({ dev: false, onLoaded });
