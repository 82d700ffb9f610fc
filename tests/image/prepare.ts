import { ensureContainerTools } from "#tests/programs/container-tools.ts";
import { prepareImages } from "./build/prepare.ts";
import { prepareWithDocker } from "./docker/prepare.ts";
import { hasDocker } from "./engine.ts";

if (hasDocker()) await prepareWithDocker();
else {
  ensureContainerTools();
  await prepareImages();
}
