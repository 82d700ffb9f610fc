import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Image } from "#tests/image/containers.ts";
import { workspace } from "#tests/image/workspace.ts";

const POSTGRES_ENTRYPOINT = "/usr/local/bin/docker-entrypoint.sh";

/** Debian's PostgreSQL and nginx in one root, with the configuration of the images in compose.yaml. */
const SUBSTITUTES: readonly (readonly [RegExp, Image["config"]])[] = [
  [
    /^postgres:18\b/,
    {
      Entrypoint: [POSTGRES_ENTRYPOINT],
      Env: ["PATH=/usr/lib/postgresql/18/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PGDATA=/var/lib/postgresql/18/docker"],
      StopSignal: "SIGINT",
    },
  ],
  [
    /^nginx:/,
    {
      Entrypoint: ["nginx"],
      Cmd: ["-g", "daemon off;"],
      Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
      StopSignal: "SIGQUIT",
    },
  ],
];

/** Adds what Debian's packages do not contain. */
export function completeServices(root: string): void {
  const entrypoint = join(root, POSTGRES_ENTRYPOINT);
  copyFileSync(join(import.meta.dirname, "postgres-entrypoint.sh"), entrypoint);
  chmodSync(entrypoint, 0o755);
}

/** Gatehouse's image, or the substitute for another one. */
export function findImage(name: string): Image {
  if (name === "gatehouse") return JSON.parse(readFileSync(workspace("image.json"), "utf8"));
  const [, config] = SUBSTITUTES.find(([pattern]) => pattern.test(name)) ?? [];
  if (!config) throw new Error(`There is no substitute for the image ${name}.`);
  return { config, root: workspace("services"), compressedBytes: 0 };
}
