import { readdirSync } from "node:fs";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.replace(/\.bench\.ts$/, ""));

const [name = "", ...rest] = process.argv.slice(2);
if (!names.includes(name) || rest.length > 0) {
  console.error(`Usage: npm run bench NAME   (${names.join(", ")})`);
  process.exit(2);
}
await import(`./${name}.bench.ts`);
