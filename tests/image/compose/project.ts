import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { interpolateAll } from "./interpolate.ts";

export type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

/** The parts of a service that our compose files use. */
export type Service = Readonly<{
  image: string;
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

/** Other keys are rejected, so that none is ignored. */
const SUPPORTED = new Set([
  ..."image command user environment env_file volumes configs tmpfs ports read_only cap_drop security_opt".split(" "),
  ..."network_mode stop_grace_period healthcheck depends_on extends".split(" "),
  ..."build pull_policy restart".split(" "),
]);

/**
 * Reads and merges compose files.
 * @param variables the variables in `.env`
 * @throws Error for an unsupported key of a service
 */
export function readProject(files: readonly string[], variables: Readonly<Record<string, string>>): Project {
  let services: Services = {};
  let configs: Configs = {};
  for (const file of files) {
    const read = readComposeFile(file);
    const merged = Object.entries(read.services ?? {}).map(([name, written]) => {
      const base = services[name] ?? extended(written);
      return [name, merge(base, written)] as const;
    });
    services = { ...services, ...Object.fromEntries(merged) };
    configs = { ...configs, ...read.configs };
  }
  return interpolateAll({ services, configs }, variables) as Project;
}

/** Tags such as `!reset` are ignored: see {@link merge}. */
const readComposeFile = (file: string): { services?: Services; configs?: Configs } =>
  parse(readFileSync(file, "utf8"), { logLevel: "error" });

const extended = ({ extends: from }: Written): Written =>
  from ? (readComposeFile(from.file).services?.[from.service] ?? {}) : {};

/** Merges maps and lists, and replaces other values. An empty list, as from `!reset`, removes all items. */
function merge(base: Written, written: Written): Written {
  const unknown = Object.keys(written).filter((key) => !SUPPORTED.has(key));
  if (unknown.length > 0) throw new Error(`Unsupported keys of a service: ${unknown.join(", ")}`);
  const known: Readonly<Record<string, unknown>> = base;
  const entries = Object.entries(written).map(([key, value]) => [key, mergeValues(known[key], value)]);
  return { ...base, ...Object.fromEntries(entries) };
}

function mergeValues(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value)) return value.length === 0 ? [] : [...before, ...value];
  const areMaps = [before, value].every((item) => item !== null && typeof item === "object" && !Array.isArray(item));
  return areMaps ? { ...(before as object), ...(value as object) } : value;
}
