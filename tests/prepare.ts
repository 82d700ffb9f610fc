import { build } from "#bin/build.ts";
import { ensureChromium } from "./programs/chromium.ts";
import { ensureNginx } from "./programs/nginx.ts";

await build();
ensureChromium();
ensureNginx();
