import type { Engine } from "#tests/image/containers.ts";
import { findImage } from "./images.ts";
import { createNetwork } from "./network.ts";

/** Runs as root, without a daemon, what was built by `../build/prepare.ts`. */
export const bubblewrap: Engine = { image: async (name) => findImage(name), createNetwork };
