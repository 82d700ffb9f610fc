import { installFromDebian } from "./debian.ts";
import { ensureProgram, findProgram, type Program } from "./program.ts";

const fromDebian = (name: string, path: string, version = "--version"): Program => ({
  name,
  variable: `${name.toUpperCase()}_PATH`,
  candidates: () => [path],
  version,
  debianPackage: name,
  installers: [() => installFromDebian("--no-install-recommends", name)],
});

/** Build, unpack and run a container image where there is no Docker. */
const TOOLS = {
  mmdebstrap: fromDebian("mmdebstrap", "/usr/bin/mmdebstrap"),
  buildah: fromDebian("buildah", "/usr/bin/buildah"),
  umoci: fromDebian("umoci", "/usr/bin/umoci"),
  bwrap: fromDebian("bubblewrap", "/usr/bin/bwrap"),
  ip: fromDebian("iproute2", "/usr/sbin/ip", "-V"),
};

/**
 * Installs those of the tools that are not there.
 * @throws OperatorError when there is no way to get one
 */
export function ensureContainerTools(): void {
  for (const tool of Object.values(TOOLS)) ensureProgram(tool);
}

/** The path of one of them, once they are ensured. */
export const toolPath = (name: keyof typeof TOOLS): string => String(findProgram(TOOLS[name]));
