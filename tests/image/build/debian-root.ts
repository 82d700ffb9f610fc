import { execute } from "#tests/image/execute.ts";
import { toolPath } from "#tests/programs/container-tools.ts";

/** What mmdebstrap has to be told of this machine's own way to Debian's packages. */
const PASSED_ON = /^Acquire::(?:Check-|Retries|https?::(?:Proxy|Timeout)).*;$/gm;

/**
 * Installs a small Debian into a directory, from where this machine has its own packages.
 * @param suite Debian's name of the release
 */
export async function makeDebianRoot(suite: string, packages: readonly string[], directory: string): Promise<void> {
  const configured = (await execute("apt-config", ["dump"])).match(PASSED_ON) ?? [];
  const options = ["--variant=minbase", `--include=${packages.join(",")}`, "--dpkgopt=force-unsafe-io"];
  const passedOn = configured.map((line) => `--aptopt=${line}`);
  await execute(toolPath("mmdebstrap"), [...options, ...passedOn, suite, directory, await mirror()]);
}

/** Where this machine has its own packages from, which apt knows once it has been there. */
async function mirror(): Promise<string> {
  const known = await findMirror();
  if (known) return known;
  await execute("apt-get", ["update"]);
  const found = await findMirror();
  if (!found) throw new Error("apt-get knows no place to get Debian's packages from.");
  return found;
}

async function findMirror(): Promise<string | undefined> {
  const uris = (await execute("apt-get", ["indextargets", "--format", "$(REPO_URI)"])).split("\n");
  return uris.find((uri) => uri && !uri.includes("security"));
}
