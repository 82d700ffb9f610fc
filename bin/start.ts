import { enableCompileCache, setSourceMapsSupport } from "node:module";
import { fileURLToPath } from "node:url";

// Where no build of the pages leaves anything in place, so that it does not grow from one to the next.
enableCompileCache(fileURLToPath(new URL("../.next/compile-cache", import.meta.url)));
// A map is read in full only when an error is printed.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

const { bundleServerWhenStale } = await import("./server-bundle.ts");
const { run }: typeof import("./run.ts") = await import(await bundleServerWhenStale());
await run({ dev: false });
