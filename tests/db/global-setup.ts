import type { TestProject } from "vitest/node";
import { type Addresses, startCluster } from "#tests/cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    template: Addresses;
  }
}

/** One server for all test files; each of them gets a database of its own. */
export default async function setup(project: TestProject) {
  const cluster = await startCluster();
  project.provide("template", cluster.template);
  return cluster.stop;
}
