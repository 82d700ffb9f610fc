import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { interpolateAll } from "./interpolate.ts";

export type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

/** A service of a compose file, as far as ours say something of one. */
export type Service = Readonly<{
  image: string;
  /** Where the image is built from, when it is. */
  build?: string;
  command?: readonly string[];
  user?: string;
  environment?: Readonly<Record<string, string>>;
  env_file?: readonly Readonly<{ path: string; required: boolean }>[];
  volumes?: readonly string[];
  configs?: readonly Readonly<{ source: string; target: string }>[];
  tmpfs?: readonly string[];
  ports?: readonly string[];
  read_only?: boolean;
  cap_drop?: readonly string[];
  security_opt?: readonly string[];
  network_mode?: string;
  stop_grace_period?: string;
  healthcheck?: Readonly<{ test: readonly string[] }>;
  depends_on?: Readonly<Record<string, Readonly<{ condition: Condition }>>>;
}>;

type Written = Partial<Service> & Readonly<{ extends?: Readonly<{ file: string; service: string }> }>;
type Services = Readonly<Record<string, Written>>;
type Configs = Readonly<Record<string, Readonly<{ content: string }>>>;

export type Project = Readonly<{ services: Readonly<Record<string, Service>>; configs: Configs }>;

/** What else is written of a service would be overlooked here, except for what is about building and starting again. */
const UNDERSTOOD = new Set([
  ..."image command user environment env_file volumes configs tmpfs ports read_only cap_drop security_opt".split(" "),
  ..."network_mode stop_grace_period healthcheck depends_on extends".split(" "),
  ..."build pull_policy restart".split(" "),
]);

/**
 * Reads compose files, of which each completes the one before.
 * @param variables what stands in `.env`
 * @throws Error where they say something of a service that is not understood here
 */
export function readProject(files: readonly string[], variables: Readonly<Record<string, string>>): Project {
  let services: Services = {};
  let configs: Configs = {};
  for (const file of files) {
    const read = readComposeFile(file);
    const completed = Object.entries(read.services ?? {}).map(([name, written]) => {
      const base = services[name] ?? extended(written);
      return [name, completedBy(base, written)] as const;
    });
    services = { ...services, ...Object.fromEntries(completed) };
    configs = { ...configs, ...read.configs };
  }
  return interpolateAll({ services, configs }, variables) as Project;
}

/** Tags such as `!reset` are left to {@link completedBy}. */
const readComposeFile = (file: string): { services?: Services; configs?: Configs } =>
  parse(readFileSync(file, "utf8"), { logLevel: "error" });

const extended = ({ extends: from }: Written): Written =>
  from ? (readComposeFile(from.file).services?.[from.service] ?? {}) : {};

/** Maps and lists are added to, where an empty list, which `!reset` makes, takes away; anything else is replaced. */
function completedBy(base: Written, written: Written): Written {
  const unknown = Object.keys(written).filter((key) => !UNDERSTOOD.has(key));
  if (unknown.length > 0) throw new Error(`The tests do not know what ${unknown.join(", ")} of a service means.`);
  const known: Readonly<Record<string, unknown>> = base;
  const entries = Object.entries(written).map(([key, value]) => [key, combined(known[key], value)]);
  return { ...base, ...Object.fromEntries(entries) };
}

function combined(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value)) return value.length === 0 ? [] : [...before, ...value];
  const areMaps = [before, value].every((one) => one !== null && typeof one === "object" && !Array.isArray(one));
  return areMaps ? { ...(before as object), ...(value as object) } : value;
}
