import { mkdirSync, writeFileSync } from "node:fs";
import { execute } from "#tests/image/execute.ts";
import { workspace } from "#tests/image/workspace.ts";

/** Builds Gatehouse's image with Docker, and unpacks it for the tests. */
export async function prepareWithDocker(): Promise<void> {
  await execute("docker", ["build", "--tag", "gatehouse", "."]);
  const [{ Config: config }] = JSON.parse(await execute("docker", ["image", "inspect", "gatehouse"]));
  const root = workspace("root");
  mkdirSync(root);
  const container = (await execute("docker", ["create", "gatehouse"])).trim();
  await execute("sh", ["-c", `docker export ${container} | tar -C ${root} -x`]);
  await execute("docker", ["rm", container]);
  const compressedBytes = Number(await execute("sh", ["-c", "docker save gatehouse | gzip | wc -c"]));
  writeFileSync(workspace("image.json"), JSON.stringify({ config, root, compressedBytes }));
}
