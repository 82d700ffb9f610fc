import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Image } from "#tests/image/containers.ts";
import { execute } from "#tests/image/execute.ts";
import { toolPath } from "#tests/programs/container-tools.ts";

type Descriptor = Readonly<{ digest: string; size: number }>;

/** Unpacks the only image of an OCI layout. */
export async function unpack(layout: string, name: string, bundle: string): Promise<Omit<Image, "config">> {
  const blob = ({ digest }: Descriptor) =>
    JSON.parse(readFileSync(join(layout, "blobs", ...digest.split(":")), "utf8"));
  const index: { manifests: readonly [Descriptor] } = JSON.parse(readFileSync(join(layout, "index.json"), "utf8"));
  const manifest: { layers: readonly Descriptor[] } = blob(index.manifests[0]);
  await execute(toolPath("umoci"), ["unpack", "--image", `${layout}:${name}`, bundle]);
  return {
    root: join(bundle, "rootfs"),
    compressedBytes: manifest.layers.reduce((sum, { size }) => sum + size, 0),
  };
}
