import { runAdministratorCommand } from "./administrator-command.ts";
import { CHECKOUT } from "./installation.ts";

await runAdministratorCommand(process.argv.slice(2), "npm run create-admin -- EMAIL", CHECKOUT);
