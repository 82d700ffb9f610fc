import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Deployment } from "kubernetes-types/apps/v1";
import type { Job } from "kubernetes-types/batch/v1";
import type { ConfigMap, Service } from "kubernetes-types/core/v1";
import type { Ingress, NetworkPolicy } from "kubernetes-types/networking/v1";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1";
import { parse, parseAllDocuments } from "yaml";

export const FOLDER = join("deploy", "kubernetes");

export type Manifest = Readonly<{ apiVersion: string; kind: string; metadata: Readonly<{ name: string }> }>;

type Kinds = {
  ConfigMap: ConfigMap;
  Deployment: Deployment;
  Ingress: Ingress;
  Job: Job;
  NetworkPolicy: NetworkPolicy;
  PodDisruptionBudget: PodDisruptionBudget;
  Service: Service;
};

type Kustomization = Readonly<{
  resources: readonly string[];
  images: readonly Readonly<{ name: string; newName: string; newTag: string }>[];
  configMapGenerator: readonly Readonly<{ name: string; envs: readonly string[] }>[];
}>;

const read = (file: string) => readFileSync(join(FOLDER, file), "utf8");

/** As Kubernetes reads it, for which `0444` is octal and `on` is true. */
const manifestsIn = (text: string): Manifest[] =>
  parseAllDocuments(text, { version: "1.1" }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  });

export const kustomization: Kustomization = parse(read("kustomization.yaml"));

export const manifestFiles = readdirSync(FOLDER).filter(
  (file) => file.endsWith(".yaml") && file !== "kustomization.yaml",
);

export const settingsFile = read("settings.env");

/** Applied before the kustomization. */
export const namespace = manifestsIn(read("namespace.yaml"));

/** The manifests before kustomize, with the ConfigMap that it generates. */
export const plain: readonly Manifest[] = [
  ...kustomization.resources.flatMap((file) => manifestsIn(read(file))),
  ...kustomization.configMapGenerator.map(({ name }) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: parseEnv(settingsFile),
  })),
];

/** The manifests after kustomize; `undefined` without kubectl. */
export const built: readonly Manifest[] | undefined = build();

function build(): readonly Manifest[] | undefined {
  try {
    return manifestsIn(execFileSync("kubectl", ["kustomize", FOLDER], { encoding: "utf8" }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** @throws Error unless there is exactly one */
export function only<Kind extends keyof Kinds>(manifests: readonly Manifest[], kind: Kind): Kinds[Kind] {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind);
  if (!found || others.length > 0) throw new Error(`There is not exactly one ${kind}.`);
  return found as Kinds[Kind];
}
