import { runAdministratorCommand } from "./administrator-command.ts";
import { runCommand, usageError } from "./command.ts";
import { generateSecrets } from "./generate-secrets.ts";
import { isHealthy } from "./health.ts";
import { IMAGE } from "./installation.ts";
import { tell } from "./process-output.ts";
import { run } from "./run.ts";

const USAGE = "start | migrate | create-admin EMAIL | health | generate-secrets DIRECTORY";

const [command = "start", ...args] = process.argv.slice(2);
const [directory] = args;

if (command === "start" && args.length === 0) await run({ dev: false, installation: IMAGE });
else if (command === "migrate" && args.length === 0)
  await runCommand("migrate", async () => tell("The database is up to date."), IMAGE);
else if (command === "create-admin") await runAdministratorCommand(args, "create-admin EMAIL", IMAGE);
else if (command === "health" && args.length === 0) process.exitCode = (await isHealthy()) ? 0 : 1;
else if (command === "generate-secrets" && directory && args.length === 1) generateSecrets(directory);
else usageError(USAGE);
