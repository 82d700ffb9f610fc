import { buildServer } from "./build.ts";

await buildServer();
