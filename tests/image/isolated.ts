import { spawn } from "node:child_process";
import { constants } from "node:os";
import { hasDocker } from "./engine.ts";
import { exitCode } from "./execute.ts";

// Runs a script with its arguments. Without Docker, it gets processes and mounts of its own, and with `--net` in front a
// network too: containers are then at addresses that mean nothing outside, and whatever is running or mounted at its end,
// or when it is told to stop, is gone with it.
const [first = "", ...others] = process.argv.slice(2);
const [options, script] = first.startsWith("--") ? [[first], others] : [[], [first, ...others]];
const unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", ...options];
const [file = "", ...args] = [...(hasDocker() ? [] : unshare), process.execPath, ...script];
const child = spawn(file, args, { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The first process of a namespace does not end at other signals unless it listens to them.
    child.kill(hasDocker() ? signal : "SIGKILL");
    process.exitCode = 128 + constants.signals[signal];
  });
}
const code = await exitCode(child);
process.exitCode ??= code;
