import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Manifest } from "./manifests.ts";

const COMPILER = resolve("node_modules", "typescript", "bin", "tsc");
const TYPES = resolve("node_modules", "kubernetes-types", "*");

/** Such as `networking/v1` for `networking.k8s.io/v1`, and `core/v1` for `v1`. */
function moduleOf(apiVersion: string): string {
  const [group = "", version] = apiVersion.split("/");
  return version ? `${group.split(".", 1)[0]}/${version}` : `core/${group}`;
}

/** Type-checks manifests against the Kubernetes API. Unknown fields are errors. */
export function typeErrors(manifests: readonly Manifest[]): string {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-manifests-"));
  try {
    const lines = manifests.map((manifest, index) => {
      const type = `import("kubernetes-types/${moduleOf(manifest.apiVersion)}").${manifest.kind}`;
      return `export const manifest${index}: ${type} = ${JSON.stringify(manifest, null, 2)};\n`;
    });
    writeFileSync(join(directory, "manifests.ts"), lines.join(""));
    const compilerOptions = { strict: true, noEmit: true, types: [], paths: { "kubernetes-types/*": [TYPES] } };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["manifests.ts"] }));
    const { stdout, stderr } = spawnSync(process.execPath, [COMPILER, "-p", directory], { encoding: "utf8" });
    return stdout + stderr;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
