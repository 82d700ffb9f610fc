import { expect, test } from "vitest";
import { readProject, type Service } from "#tests/image/compose/project.ts";

const DRAIN_SECONDS = 20;

const { services } = readProject(["compose.yaml", "compose.replicas.yaml"], {});
const { services: withoutReplicas } = readProject(["compose.yaml"], {});

/** The names of the services that do not meet a condition. */
const except = (holds: (service: Service) => boolean | undefined) =>
  Object.keys(services).filter((name) => !holds(services[name] as Service));

test("services drop capabilities, except for the database", () => {
  expect(except(({ cap_drop }) => cap_drop?.includes("ALL"))).toEqual(["database"]);
  expect(except(({ security_opt }) => security_opt?.includes("no-new-privileges:true"))).toEqual([]);
});

test("containers of our image have a read-only root", () => {
  expect(except(({ image, read_only }) => image !== "gatehouse" || read_only)).toEqual([]);
});

test("the stop timeout is longer than draining takes", () => {
  const grace = ({ stop_grace_period = "10s" }: Service) => Number.parseInt(stop_grace_period, 10);
  expect(except((service) => !service.build || grace(service) > DRAIN_SECONDS)).toEqual([]);
});

test("ports are published on localhost by default", () => {
  const published = [services, withoutReplicas].map((all) => Object.values(all).flatMap(({ ports }) => ports ?? []));
  expect(published).toEqual([["127.0.0.1:3000:8080"], ["127.0.0.1:3000:3000"]]);
  const { services: opened } = readProject(["compose.yaml"], { PUBLISH_ADDRESS: "0.0.0.0", PORT: "80" });
  expect(opened.gatehouse?.ports).toEqual(["0.0.0.0:80:3000"]);
});
