import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { completeServices } from "#tests/image/bubblewrap/images.ts";
import { workspace } from "#tests/image/workspace.ts";
import { makeBuildBase, makeRuntimeBase, PACKAGES } from "./bases.ts";
import { Buildah } from "./buildah.ts";
import { makeDebianRoot } from "./debian-root.ts";
import { npmCache, npmConfiguration } from "./npmrc.ts";
import { unpack } from "./oci.ts";

/** The release of the Dockerfile's base images, and the first one with PostgreSQL 18. */
const RELEASE_OF_BASES = "trixie";
const RELEASE_OF_SERVICES = "forky";

const NAME = "gatehouse";

/** Builds Gatehouse's image, and a root with PostgreSQL and nginx that replaces their images. */
export async function prepareImages(): Promise<void> {
  const services = async () => {
    await makeDebianRoot(RELEASE_OF_SERVICES, ["postgresql-18", "nginx-light"], workspace("services"));
    completeServices(workspace("services"));
  };
  await Promise.all([buildImage(), timed("PostgreSQL and nginx installed", services)]);
}

async function buildImage(): Promise<void> {
  const buildah = new Buildah(workspace("buildah"));
  await timed("bases made", async () => {
    const debian = workspace("debian");
    await makeDebianRoot(RELEASE_OF_BASES, PACKAGES, debian);
    const runtime = await makeRuntimeBase(debian, workspace("runtime"));
    await buildah.importBase(baseName(/^gcr\.io\/distroless\/nodejs/), runtime);
    await buildah.importBase(baseName(/^node:/), await makeBuildBase(debian));
  });
  await timed("image built", async () => {
    const npmrc = workspace("npmrc");
    writeFileSync(npmrc, await npmConfiguration(), { mode: 0o600 });
    await buildah.build(NAME, npmrc, await npmCache());
    rmSync(npmrc);
  });
  await timed("image unpacked", async () => {
    await buildah.push(NAME, workspace("layout"));
    const image = await unpack(workspace("layout"), NAME, workspace("bundle"));
    writeFileSync(workspace("image.json"), JSON.stringify({ ...image, config: await buildah.configOf(NAME) }));
  });
}

/** The name of a base image in the Dockerfile. */
function baseName(pattern: RegExp): string {
  const names = [...readFileSync("Dockerfile", "utf8").matchAll(/^FROM (\S+)/gm)].map(([, name = ""]) => name);
  const [name, ...others] = names.filter((candidate) => pattern.test(candidate));
  if (!name || others.length > 0) throw new Error(`The Dockerfile must have exactly one base image like ${pattern}.`);
  return name;
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await work();
  console.log(`${what} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
