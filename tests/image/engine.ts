import { spawnSync } from "node:child_process";
import { bubblewrap } from "./bubblewrap/engine.ts";
import type { Engine } from "./containers.ts";
import { dockerEngine } from "./docker/engine.ts";

export const hasDocker = (): boolean => spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0;

export const engine: Engine = hasDocker() ? dockerEngine : bubblewrap;
