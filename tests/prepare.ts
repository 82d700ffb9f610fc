import { ensureChromium } from "#tests/programs/chromium.ts";
import { ensureNginx } from "#tests/programs/nginx.ts";
import { buildWhenStale } from "../bin/build.ts";

await buildWhenStale();
ensureChromium();
ensureNginx();
