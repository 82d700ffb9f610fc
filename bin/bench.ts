import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { misuse } from "./command.ts";

const SUFFIX = ".bench.ts";

const names = readdirSync("bench")
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => basename(file, SUFFIX));

const [name = "", ...rest] = process.argv.slice(2);
if (!names.includes(name) || rest.length > 0) misuse(`Usage: npm run bench NAME   (${names.join(", ")})`);
await import(`../bench/${name}${SUFFIX}`);
