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

/** For building, unpacking and running a container image without Docker. */
const TOOLS = {
  mmdebstrap: fromDebian("mmdebstrap", "/usr/bin/mmdebstrap"),
  buildah: fromDebian("buildah", "/usr/bin/buildah"),
  umoci: fromDebian("umoci", "/usr/bin/umoci"),
  bwrap: fromDebian("bubblewrap", "/usr/bin/bwrap"),
  ip: fromDebian("iproute2", "/usr/sbin/ip", "-V"),
};

/** Installs missing tools. @throws OperatorError if that fails */
export function ensureContainerTools(): void {
  for (const tool of Object.values(TOOLS)) ensureProgram(tool);
}

export const toolPath = (name: keyof typeof TOOLS): string => String(findProgram(TOOLS[name]));
