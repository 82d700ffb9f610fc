import { hasDocker } from "#tests/image/engine.ts";
import { openWorkspace } from "#tests/image/workspace.ts";
import { runStages, type Stage, vitest } from "#tests/steps.ts";

const STAGES: readonly Stage[] = [
  { build: ["tests/image/isolated.ts tests/image/prepare.ts"] },
  { image: [`tests/image/isolated.ts --net ${vitest("image")}`] },
];

if (hasDocker() || process.getuid?.() === 0) {
  const removeWorkspace = openWorkspace();
  const passed = await runStages(
    STAGES,
    STAGES.flatMap((stage) => Object.keys(stage)),
  );
  removeWorkspace();
  process.exitCode = passed ? 0 : 1;
} else {
  console.error("npm run test:image requires Docker, or Debian as root.");
  process.exitCode = 1;
}
