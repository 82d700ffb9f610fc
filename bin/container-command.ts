import { runAdministratorCommand } from "./administrator-command.ts";
import { runCommand, usageError } from "./command.ts";
import { generateSecrets } from "./generate-secrets.ts";
import { isHealthy } from "./health.ts";
import { IMAGE } from "./installation.ts";
import { print } from "./process-output.ts";
import { run } from "./run.ts";

const USAGE = "[start] | migrate | create-admin EMAIL | health | generate-secrets DIRECTORY";

/** @param onLoaded called when the server is loaded, before its pages are */
export async function runContainerCommand(
  [command = "start", ...args]: readonly string[],
  onLoaded: () => void,
): Promise<void> {
  const [directory] = args;
  if (command === "create-admin") await runAdministratorCommand(args, "create-admin EMAIL", IMAGE);
  if (command === "generate-secrets" && directory && args.length === 1) return generateSecrets(directory);
  if (args.length > 0) usageError(USAGE);
  if (command === "start") return run({ dev: false, installation: IMAGE, onLoaded });
  if (command === "migrate") await runCommand("migrate", async () => print("The database is up to date."), IMAGE);
  if (command !== "health") usageError(USAGE);
  process.exitCode = (await isHealthy()) ? 0 : 1;
}
