import { enableSourceMaps } from "./source-maps.mjs";

const onLoaded = enableSourceMaps();
const { runContainerCommand } = await import("./container-command.ts");
await runContainerCommand(process.argv.slice(2), onLoaded);
