import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ContainerOptions, Mount } from "#tests/image/containers.ts";
import type { Project, Service } from "./project.ts";

/**
 * What a service of a project says of its container.
 * @param directory where the project's configs are written, to be mounted
 * @param dotEnv what stands in `.env`
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
    // Configs can be read by whatever user the service has.
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

/** The port inside its container at which a service is reached: the one that it publishes, or is told to listen on. */
export const portOf = ({ ports = [], environment = {} }: Service): string | undefined =>
  ports[0]?.split(":").at(-1) ?? environment.PORT;
