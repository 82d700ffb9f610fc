import { spawnSync } from "node:child_process";
import { bubblewrap } from "./bubblewrap/engine.ts";
import type { Engine } from "./containers.ts";
import { dockerEngine } from "./docker/engine.ts";

/** Whether Docker can be used here: its client and its engine. */
export const hasDocker = (): boolean => spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0;

/** What runs containers here. */
export const engine: Engine = hasDocker() ? dockerEngine : bubblewrap;
