import { startCluster } from "#tests/cluster.ts";
import { buildWhenStale } from "../../bin/build.ts";
import { announceTemplate } from "./house.ts";

/** One database server for all tests; every worker gets a database and a Gatehouse of its own. */
export default async function setup() {
  await buildWhenStale();
  const cluster = await startCluster();
  announceTemplate(cluster.template);
  return cluster.stop;
}
