import { execute } from "#tests/image/execute.ts";
import { toolPath } from "#tests/programs/container-tools.ts";

/** Settings of apt that mmdebstrap needs too. */
const APT_SETTINGS = /^Acquire::(?:Check-|Retries|https?::(?:Proxy|Timeout)).*;$/gm;

/**
 * Installs a minimal Debian into a directory, from the mirror of this machine.
 * @param suite the code name of the release
 */
export async function makeDebianRoot(suite: string, packages: readonly string[], directory: string): Promise<void> {
  const configured = (await execute("apt-config", ["dump"])).match(APT_SETTINGS) ?? [];
  const options = ["--variant=minbase", `--include=${packages.join(",")}`, "--dpkgopt=force-unsafe-io"];
  const aptOptions = configured.map((line) => `--aptopt=${line}`);
  await execute(toolPath("mmdebstrap"), [...options, ...aptOptions, suite, directory, await mirror()]);
}

/** Known to apt only after an update. */
async function mirror(): Promise<string> {
  const known = await findMirror();
  if (known) return known;
  await execute("apt-get", ["update"]);
  const found = await findMirror();
  if (!found) throw new Error("apt-get has no mirror for Debian packages.");
  return found;
}

async function findMirror(): Promise<string | undefined> {
  const uris = (await execute("apt-get", ["indextargets", "--format", "$(REPO_URI)"])).split("\n");
  return uris.find((uri) => uri && !uri.includes("security"));
}
