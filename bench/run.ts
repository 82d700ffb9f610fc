import { globSync } from "node:fs";
import { basename } from "node:path";
import { usageError } from "#bin/command.ts";

const SUFFIX = ".bench.ts";

const names = globSync(`bench/*${SUFFIX}`).map((file) => basename(file, SUFFIX));
const [name = "", ...rest] = process.argv.slice(2);
if (!names.includes(name) || rest.length > 0) usageError(`npm run bench NAME   (${names.sort().join(", ")})`);
await import(`./${name}${SUFFIX}`);
