import { noteSourceMaps } from "./source-maps.ts";

const onLoaded = noteSourceMaps();
const { runContainerCommand } = await import("./container-command.ts");
await runContainerCommand(process.argv.slice(2), onLoaded);
