import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Generous, for a busy machine. Tests wait for conditions, not for time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The default would be one worker on two processors, and on many processors more connections than PostgreSQL accepts.
    maxWorkers: 2,
    projects: [
      // Without isolation each worker loads the modules once.
      { test: { name: "unit", include: ["tests/unit/**/*.test.ts"], isolate: false } },
      {
        test: {
          name: "db",
          include: ["tests/db/**/*.test.ts"],
          globalSetup: "tests/db/global-setup.ts",
          setupFiles: "tests/db/database.ts",
          isolate: false,
        },
      },
      {
        test: {
          name: "platform",
          include: ["tests/platform/**/*.test.ts"],
          globalSetup: "tests/servers/global-setup.ts",
          isolate: false,
        },
      },
      {
        // One worker, because the tests share a server of each mode, and some check its whole database.
        test: {
          name: "http",
          include: ["tests/http/**/*.test.ts"],
          globalSetup: "tests/servers/global-setup.ts",
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Not part of `npm test`: requires root or Docker. Each file starts its own containers.
        test: {
          name: "image",
          include: ["tests/image/**/*.test.ts"],
          // Most tests start a whole installation, some even two.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      // Not part of `npm test`: they download Vercel's CLI. Each is a separate run.
      ...["vercel", "vercel-adapter"].map((name) => ({
        test: {
          name,
          include: ["tests/vercel/**/*.test.ts"],
          globalSetup: "tests/vercel/global-setup.ts",
          isolate: false,
          maxWorkers: 1,
        },
      })),
    ],
  },
});
