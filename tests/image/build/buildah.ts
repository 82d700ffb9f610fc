import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { ImageConfig } from "#tests/image/containers.ts";
import { execute } from "#tests/image/execute.ts";
import { toolPath } from "#tests/programs/container-tools.ts";
import type { Base } from "./bases.ts";

/** Builds images in a directory of its own, as root and without a daemon. */
export class Buildah {
  readonly #options: readonly string[];

  constructor(directory: string) {
    const [root, runroot] = ["storage", "run"].map((name) => join(directory, name)) as [string, string];
    this.#options = ["--storage-driver", "vfs", "--root", root, "--runroot", runroot];
  }

  #run = (command: string, ...args: readonly string[]): Promise<string> =>
    execute(toolPath("buildah"), [...this.#options, command, ...args], {
      env: { ...process.env, BUILDAH_ISOLATION: "chroot" },
    });

  /** Makes an image of a root, which is gone afterwards. */
  async importBase(name: string, { root, config }: Base): Promise<void> {
    const container = (await this.#run("from", "scratch")).trim();
    const mounted = (await this.#run("mount", container)).trim();
    for (const entry of readdirSync(root)) renameSync(join(root, entry), join(mounted, entry));
    await this.#run("config", ...config, container);
    await this.#run("commit", "--rm", "--quiet", container, name);
  }

  /**
   * Builds the Dockerfile of this folder as it is.
   * @param npmrc the file that is handed over as the secret of that name
   * @param npmCache what npm has downloaded before, left as it is
   */
  async build(name: string, npmrc: string, npmCache: string): Promise<void> {
    mkdirSync(npmCache, { recursive: true });
    const offline = ["--pull-never", "--format", "docker", "--volume", `${npmCache}:/root/.npm:O`];
    await this.#run("build", ...offline, "--secret", `id=npmrc,src=${npmrc}`, "--tag", name, ".");
  }

  /** An image's configuration, health check included, which the OCI format has no place for. */
  async configOf(name: string): Promise<ImageConfig> {
    return JSON.parse(await this.#run("inspect", "--type", "image", name)).Docker.config;
  }

  /** Writes an image as an OCI layout, its layers compressed as in a registry. */
  async push(name: string, layout: string): Promise<void> {
    await this.#run("push", "--quiet", name, `oci:${layout}:${name}`);
  }
}
