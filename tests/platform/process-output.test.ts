import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { linesThatAreNoEntry } from "#tests/servers/entries.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const module = pathToFileURL(join(root, "bin", "process-output.ts")).href;

/** Runs a script with the exports of `bin/process-output.ts`. */
function run(script: string): Promise<Readonly<{ code: unknown; stdout: string; stderr: string }>> {
  const source = `const { redirectOutputToLog, print, printError, printFramed } = await import("${module}");\n${script}`;
  const args = ["--input-type=module", "--eval", source];
  return new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  );
}

const entriesOf = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("all output becomes printable log entries", async () => {
  const { code, stdout, stderr } = await run(`
    redirectOutputToLog();
    console.log("several\\nlines");
    console.error(new Error("\\u001b[31mred"), { password: "hunter2" });
    console.table([{ a: 1 }]);
    process.stdout.write("written\\r\\n");
    await new Promise((done) => process.stderr.write(Buffer.from("raw\\u001b[2J \\u009b"), done));
    process.emitWarning("a warning\\nof Node", "DeprecationWarning");
    print("printed\\n\\nin lines");
    printError("a problem\\u202e");
    setImmediate(() => { throw new Error("the end\\nof it"); });
  `);
  expect(code).toBe(1);
  expect(stderr).toBe("");
  expect(linesThatAreNoEntry(stdout)).toEqual([]);
  expect(stdout).not.toContain("hunter2");
  expect(stdout).toContain("DeprecationWarning: a warning of Node");
  const entries = entriesOf(stdout).map(({ level, msg }) => `${level} ${msg}`);
  for (const entry of [
    "30 several lines",
    "50 red [object]",
    "30 written",
    "50 raw \\u{009b}",
    "30 printed",
    "30 in lines",
    "50 a problem\\u{202e}",
    "60 the end of it",
  ])
    expect(entries).toContain(entry);
});

test("a terminal shows messages for the operator as text", async () => {
  const { stdout, stderr } = await run(`
    process.stdout.isTTY = process.stderr.isTTY = true;
    redirectOutputToLog();
    print("It is running.");
    printFramed(["A password"]);
    printError("It is not.");
    console.log("other output");
  `);
  expect(stdout).toContain("It is running.\n");
  expect(stdout).toContain("║  A password  ║\n");
  expect(stderr).toBe("It is not.\n");
  expect(entriesOf(stdout.slice(stdout.lastIndexOf("\n{")))[0]).toMatchObject({ level: 30, msg: "other output" });
});
