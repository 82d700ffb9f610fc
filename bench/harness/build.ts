import { build } from "#bin/build.ts";
import { buildBare } from "./bare-application.ts";

await build();
buildBare();
