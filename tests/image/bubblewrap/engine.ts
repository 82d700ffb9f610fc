import type { Engine } from "#tests/image/containers.ts";
import { findImage } from "./images.ts";
import { createNetwork } from "./network.ts";

/** Runs images that `../build/prepare.ts` has built, as root and without a daemon. */
export const bubblewrap: Engine = { image: async (name) => findImage(name), createNetwork };
