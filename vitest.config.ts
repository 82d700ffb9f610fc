import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // For a busy machine: a test that waits for what it means ends as soon as it can.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By itself Vitest would use one of two processors, and more connections than one database server has of many.
    maxWorkers: 2,
    projects: [
      // Without isolation each worker loads the product and its dependencies once, for all of its files.
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
        // The tests of one process after the other share one server of each mode, whose database some look at as a whole.
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
        // Not part of `npm test`: it needs root or Docker. Each file has containers of its own.
        test: {
          name: "image",
          include: ["tests/image/**/*.test.ts"],
          // Most tests start all services of an installation, and some do so twice.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // For what happens beside what a test does.
          expect: { poll: { timeout: 30_000 } },
        },
      },
      // Not part of `npm test`: they fetch Vercel's program. Each is a run of its own.
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
