import { spawn } from "node:child_process";
import { constants } from "node:os";
import { hasDocker } from "./engine.ts";
import { exitCode } from "./execute.ts";

// Runs a script, without Docker in new process and mount namespaces, and with `--net` in a new network namespace. Whatever is
// running or mounted at the end, or on a signal, disappears with the namespaces.
const [first = "", ...others] = process.argv.slice(2);
const [options, script] = first.startsWith("--") ? [[first], others] : [[], [first, ...others]];
const unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", ...options];
const [file = "", ...args] = [...(hasDocker() ? [] : unshare), process.execPath, ...script];
const child = spawn(file, args, { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The first process of a namespace ignores other signals unless it handles them.
    child.kill(hasDocker() ? signal : "SIGKILL");
    process.exitCode = 128 + constants.signals[signal];
  });
}
const code = await exitCode(child);
process.exitCode ??= code;
