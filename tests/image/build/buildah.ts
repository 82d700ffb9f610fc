import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { ImageConfig } from "#tests/image/containers.ts";
import { execute } from "#tests/image/execute.ts";
import { toolPath } from "#tests/programs/container-tools.ts";
import type { Base } from "./bases.ts";

/** Builds images as root, without a daemon. */
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

  /** Creates an image from a root, whose files are moved. */
  async importBase(name: string, { root, config }: Base): Promise<void> {
    const container = (await this.#run("from", "scratch")).trim();
    const mounted = (await this.#run("mount", container)).trim();
    for (const entry of readdirSync(root)) renameSync(join(root, entry), join(mounted, entry));
    await this.#run("config", ...config, container);
    await this.#run("commit", "--rm", "--quiet", container, name);
  }

  /**
   * Builds the Dockerfile.
   * @param npmrc the file for the secret `npmrc`
   * @param npmCache npm's cache, used read-only
   */
  async build(name: string, npmrc: string, npmCache: string): Promise<void> {
    mkdirSync(npmCache, { recursive: true });
    const offline = ["--pull-never", "--format", "docker", "--volume", `${npmCache}:/root/.npm:O`];
    await this.#run("build", ...offline, "--secret", `id=npmrc,src=${npmrc}`, "--tag", name, ".");
  }

  /** Includes the health check, which the OCI format does not support. */
  async configOf(name: string): Promise<ImageConfig> {
    return JSON.parse(await this.#run("inspect", "--type", "image", name)).Docker.config;
  }

  /** Writes an OCI layout with compressed layers, as in a registry. */
  async push(name: string, layout: string): Promise<void> {
    await this.#run("push", "--quiet", name, `oci:${layout}:${name}`);
  }
}
