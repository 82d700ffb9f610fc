import { enableCompileCache, getSourceMapsSupport, setSourceMapsSupport } from "node:module";
import { fileURLToPath } from "node:url";

// A build of the pages clears it away, so that it does not grow from one to the next.
enableCompileCache(fileURLToPath(new URL("../.next/compile-cache", import.meta.url)));
const { enabled, ...options } = getSourceMapsSupport();
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

await (await import("./build.ts")).buildServer();
const { run }: typeof import("./run.ts") = await import(String(new URL("../dist/server.mjs", import.meta.url)));
// The maps of the pages are many, and would be read with them. Those of the server are found all the same.
await run({ dev: false, onLoaded: () => setSourceMapsSupport(enabled, options) });
