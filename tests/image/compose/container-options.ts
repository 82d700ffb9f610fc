import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ContainerOptions, Mount } from "#tests/image/containers.ts";
import type { Project, Service } from "./project.ts";

/**
 * The options of a service's container.
 * @param directory for the configs of the project, which are mounted
 * @param dotEnv the variables in `.env`
 */
export function containerOptions(
  name: string,
  { services, configs }: Project,
  directory: string,
  dotEnv: Readonly<Record<string, string>>,
): ContainerOptions {
  const service = services[name];
  if (!service) throw new Error(`There is no service ${name}.`);
  const configMounts = (service.configs ?? []).map(({ source, target }): Mount => {
    const file = join(directory, "configs", source);
    mkdirSync(dirname(file), { recursive: true });
    // Readable for the user of the service.
    chmodSync(directory, 0o711);
    writeFileSync(file, String(configs[source]?.content));
    return { source: file, target, readOnly: true };
  });
  return {
    image: service.image,
    name,
    command: service.command,
    environment: { ...(service.env_file ? dotEnv : {}), ...service.environment },
    user: service.user,
    mounts: [...(service.volumes ?? []).map(mountOf), ...configMounts],
    tmpfs: service.tmpfs ?? [],
    readOnly: service.read_only ?? false,
    dropsCapabilities: service.cap_drop?.includes("ALL") ?? false,
    isolated: service.network_mode === "none",
  };
}

export function mountOf(line: string): Mount {
  const [source = "", target = "", mode] = line.split(":");
  return { source, target, readOnly: mode === "ro" };
}

/** The published port inside the container, or PORT. */
export const portOf = ({ ports = [], environment = {} }: Service): string | undefined =>
  ports[0]?.split(":").at(-1) ?? environment.PORT;
