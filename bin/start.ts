import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { noteSourceMaps } from "./source-maps.ts";

// A build of the pages clears it away, so that it does not grow from one to the next.
enableCompileCache(fileURLToPath(new URL("../.next/compile-cache", import.meta.url)));
const onLoaded = noteSourceMaps();

await (await import("./build.ts")).buildServer();
const { run }: typeof import("./run.ts") = await import(String(new URL("../dist/server.mjs", import.meta.url)));
await run({ dev: false, onLoaded });
