import { ensureChromium } from "#tests/programs/chromium.ts";
import { ensureNginx } from "#tests/programs/nginx.ts";
import { build } from "../bin/build.ts";

await build();
ensureChromium();
ensureNginx();
