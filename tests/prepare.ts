import { buildWhenStale } from "../bin/build.ts";
import { ensureChromium } from "../bin/ensure-chromium.ts";
import { ensureNginx } from "../bin/ensure-nginx.ts";

await buildWhenStale();
ensureChromium();
ensureNginx();
