import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { usageError } from "#bin/command.ts";
import { stopOnSignals } from "#bin/shutdown.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { parseOptions, usageFor } from "./harness/arguments.ts";
import { withContext } from "./harness/context.ts";
import { hasCores } from "./harness/cores.ts";
import { openDatabases } from "./harness/database.ts";
import { undisturbed } from "./harness/interleave.ts";
import { describeMachine, findVersions } from "./harness/machine.ts";
import { type Figure, isHeld, type Part } from "./harness/part.ts";
import { hasProcesses } from "./harness/processes.ts";
import { progressOf } from "./harness/progress.ts";
import { disturbanceNote, jsonReport, markdownReport, tableReport } from "./harness/report.ts";

const FORMATS = { table: tableReport, json: jsonReport, markdown: markdownReport } as const;

const known = globSync("bench/parts/*.ts")
  .map((file) => basename(file, ".ts"))
  .sort();
const options = parseOptions(process.argv.slice(2), known) ?? usageError(usageFor(known));
const parts = await requestedParts();

provideDatabaseEnvironment();
const { signal, onShutdown, shutDown } = stopOnSignals();
// In a process of its own, so that stdout has nothing but the figures.
execFileSync(process.execPath, [join("bench", "harness", "build.ts")], { stdio: ["ignore", 2, 2] });
const databases = await openDatabases(options.accounts);
onShutdown(databases.stop);
let stopPart = async () => {};
onShutdown(() => stopPart());

const figures: Figure[] = [];
const failures: string[] = [];
const notes = [
  ...(hasProcesses() ? [] : ["Without /proc, whether other processes disturbed the run is not known."]),
  ...(hasCores() ? [] : ["Without taskset and two cores, servers are not limited to one core."]),
];
for (const [name, part] of parts) if (!signal.aborted) await run(name, part);
// A signal stops everything itself.
if (!signal.aborted) {
  await shutDown();
  const report = {
    date: new Date().toISOString().slice(0, 10),
    accounts: options.accounts,
    machine: describeMachine(),
  };
  const versions = findVersions(databases.version);
  console.log(FORMATS[options.format]({ ...report, versions, figures, notes: [...notes, ...failures] }));
  // An idle timer may remain.
  process.exit(figures.every(isHeld) && failures.length === 0 ? 0 : 1);
}

async function requestedParts(): Promise<readonly (readonly [string, Part])[]> {
  const { names } = options;
  const all = await Promise.all(
    known.map(async (name) => [name, (await import(`./parts/${name}.ts`)).part as Part] as const),
  );
  return all.filter(([name, part]) => (names.length === 0 ? !part.isOnRequest : names.includes(name)));
}

async function run(name: string, part: Part): Promise<void> {
  const disturbance = undisturbed();
  const progress = progressOf(part.title);
  progress.print(`${part.title} …`);
  const began = performance.now();
  const onStart = (stop: () => Promise<void>) => {
    stopPart = stop;
  };
  try {
    figures.push(...(await withContext(part, { options, databases, disturbance }, onStart, part.measure)));
    progress.print(`${part.title}: done in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  } catch (error) {
    if (signal.aborted) return;
    console.error(error);
    failures.push(`${name} failed: ${(error as Error).message}`);
  }
  notes.push(...disturbanceNote(name, disturbance));
}
