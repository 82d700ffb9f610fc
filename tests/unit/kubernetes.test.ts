import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import type { Container, EnvVar, PodSpec, PodTemplateSpec, Probe } from "kubernetes-types/core/v1";
import { afterAll, describe, expect, test } from "vitest";
import { type Config, ConfigError, parseConfig } from "#lib/config/index.ts";
import { DRAIN_MS } from "#server/drain.ts";
import { typeErrors } from "#tests/kubernetes/api-types.ts";
import {
  built,
  kustomization,
  type Manifest,
  manifestFiles,
  namespace,
  only,
  plain,
  settingsFile,
} from "#tests/kubernetes/manifests.ts";

const SECRET_FILES = {
  gatehouse: {
    "database-url": "postgres://gatehouse:secret@database/gatehouse",
    "auth-secret": "TfWq2Yz0c7uVn4LxK9dRb6MhJ3sEgPa8",
    "admin-password": "correct horse battery",
    "resend-api-key": "re_secret",
    "smtp-url": "smtps://user:secret@mail.example.com",
    "oidc-client-secret": "secret",
  },
  "gatehouse-migration": { "migration-database-url": "postgres://gatehouse_owner:secret@database/gatehouse" },
};

const mounts = mkdtempSync(join(tmpdir(), "gatehouse-kubernetes-"));
afterAll(() => rmSync(mounts, { recursive: true }));
for (const [secret, files] of Object.entries(SECRET_FILES)) {
  mkdirSync(join(mounts, secret));
  for (const [name, value] of Object.entries(files)) writeFileSync(join(mounts, secret, name), value);
}

function podOf(template: PodTemplateSpec | undefined) {
  const spec = template?.spec as PodSpec;
  const [container, ...others] = spec.containers as [Container, ...Container[]];
  expect(others).toEqual([]);
  return { spec, container, labels: template?.metadata?.labels };
}

/** The environment of a container, with mounted Secrets in a folder of this test. */
function environmentOf({ spec, container }: ReturnType<typeof podOf>, settings: Environment): Environment {
  const own = container.env?.map(({ name, value }: EnvVar) => [name, localFile(spec, container, String(value))]) ?? [];
  const fromConfigMap = Object.entries(settings).map(([name, value]) => [name, localFile(spec, container, value)]);
  return Object.fromEntries([...(container.envFrom ? fromConfigMap : []), ...own]);
}

/** Maps a file of a mounted Secret to this test's folder. */
function localFile({ volumes }: PodSpec, { volumeMounts }: Container, value: string): string {
  const mount = volumeMounts?.find(({ mountPath }) => mountPath === dirname(value));
  const secret = volumes?.find(({ name }) => name === mount?.name)?.secret?.secretName;
  return secret ? value.replace(dirname(value), join(mounts, secret)) : value;
}

type Environment = Readonly<Record<string, string>>;

/** The configuration, or its problems. */
function outcome(environment: Environment): Config | readonly string[] {
  try {
    return parseConfig(environment, { database: true });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test("every manifest matches the types of the Kubernetes API", () => {
  expect(typeErrors([...namespace, ...plain, ...(built ?? [])])).toBe("");
  const misspelt = { apiVersion: "v1", kind: "Service", metadata: { name: "x" }, spec: { selectors: {} } };
  expect(typeErrors([misspelt])).toContain("'\"selectors\"' does not exist");
});

test("the kustomization includes every manifest but the namespace", () => {
  expect([...kustomization.resources, "namespace.yaml"].sort()).toEqual(manifestFiles.sort());
  const images = pods(plain).map(({ container }) => container.image);
  expect(new Set(images)).toEqual(new Set(kustomization.images.map(({ name }) => name)));
  if (!built) return;
  const [{ newName, newTag } = { newName: "", newTag: "" }] = kustomization.images;
  for (const { container } of pods(built)) expect(container.image).toBe(`${newName}:${newTag}`);
});

test("Gatehouse knows every offered setting", () => {
  const server = podOf(only(plain, "Deployment").spec?.template);
  const active = parseEnv(settingsFile) as Environment;
  const offered = parseEnv(settingsFile.replace(/^#(?=[A-Z_]+=)/gm, "")) as Environment;
  expect(Object.keys(offered).length).toBeGreaterThan(Object.keys(active).length);
  for (const [name, value] of Object.entries(offered)) {
    const { [name]: _, ...others } = environmentOf(server, { ...active, [name]: value });
    expect(outcome(environmentOf(server, { ...active, [name]: value })), name).not.toEqual(outcome(others));
  }
});

const pods = (manifests: readonly Manifest[]) => [
  podOf(only(manifests, "Deployment").spec?.template),
  podOf(only(manifests, "Job").spec?.template),
];

// Without kubectl, only the manifests before kustomize are checked.
describe.each([["before kustomize", plain], ...(built ? [["after kustomize", built] as const] : [])] as const)(
  "the manifests %s",
  (_, manifests) => {
    const deployment = only(manifests, "Deployment").spec;
    const configMap = only(manifests, "ConfigMap");
    const [server, migration] = pods(manifests) as [ReturnType<typeof podOf>, ReturnType<typeof podOf>];
    const environment = environmentOf(server, configMap.data ?? {});

    test("the server accepts the environment", () => {
      expect(server.container.envFrom).toEqual([{ configMapRef: { name: configMap.metadata?.name } }]);
      const config = parseConfig(environment, { database: true });
      expect(config.databaseUrl).toBe(SECRET_FILES.gatehouse["database-url"]);
      expect(config.trustedProxyHops).toBe(1);
      expect(server.container.ports).toEqual([{ name: "http", containerPort: config.port }]);
      const host = config.appUrl.host;
      expect(only(manifests, "Ingress").spec).toMatchObject({ rules: [{ host }], tls: [{ hosts: [host] }] });
    });

    test("only the migration has the owner's credentials", () => {
      const config = parseConfig(environmentOf(migration, {}), { database: true });
      expect(config.migrationDatabaseUrl).toBe(SECRET_FILES["gatehouse-migration"]["migration-database-url"]);
      expect(config.databaseUrl).toBe(SECRET_FILES.gatehouse["database-url"]);
      expect(parseConfig(environment).migrationDatabaseUrl).toBe(config.databaseUrl);
      const secrets = server.spec.volumes?.flatMap(({ secret }) => secret?.secretName ?? []);
      expect(secrets).toEqual(["gatehouse"]);
    });

    test("Gatehouse knows every variable of a container", () => {
      for (const pod of [server, migration]) {
        const all = environmentOf(pod, configMap.data ?? {});
        for (const name of Object.keys(all)) {
          const { [name]: _, ...others } = all;
          expect(outcome(others), name).not.toEqual(outcome(all));
        }
      }
    });

    test("the manifests contain no secrets", () => {
      expect(manifests.filter(({ kind }) => kind === "Secret")).toEqual([]);
      const text = JSON.stringify(manifests);
      expect(text).not.toMatch(/postgres(ql)?:\/\/|smtps?:\/\//);
    });

    test("the containers run commands of the image", () => {
      const commands = [server, migration].map(({ container: { command, args } }) => ({ command, args }));
      expect(commands).toEqual([{ args: ["start"] }, { args: ["migrate"] }]);
    });

    test("the pods meet the restricted standard and write only to /tmp", () => {
      for (const { spec, container } of [server, migration]) {
        expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
        expect(spec).not.toHaveProperty("hostNetwork");
        // No user id: the cluster chooses one.
        expect(spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        const writable = spec.volumes?.filter(({ secret }) => !secret) ?? [];
        expect(writable).toEqual([{ name: "tmp", emptyDir: { sizeLimit: expect.stringMatching(/^\d+Mi$/) } }]);
        for (const { name, mountPath } of container.volumeMounts ?? [])
          expect(mountPath === "/tmp", mountPath).toBe(name === "tmp");
      }
    });

    test("volumes and mounts match", () => {
      for (const { spec, container } of [server, migration]) {
        const names = (items: readonly Readonly<{ name: string }>[] = []) => items.map(({ name }) => name).sort();
        expect(names(container.volumeMounts)).toEqual(names(spec.volumes));
      }
    });

    test("the probes use existing routes at the server's port", () => {
      const { startupProbe, readinessProbe, livenessProbe } = server.container;
      const pathOf = (probe: Probe | undefined) => {
        expect(probe?.httpGet?.port).toBe("http");
        const path = probe?.httpGet?.path;
        expect(existsSync(join("app", String(path), "route.ts")), path).toBe(true);
        return path;
      };
      expect(pathOf(readinessProbe)).toBe("/api/health/ready");
      // A restart does not help without the database.
      expect(pathOf(livenessProbe)).toBe("/api/health/live");
      expect(pathOf(startupProbe)).toBe("/api/health/live");
    });

    test("the grace period is longer than draining takes", () => {
      const seconds = server.container.lifecycle?.preStop?.sleep?.seconds ?? 0;
      expect(seconds).toBeGreaterThan(0);
      expect(server.spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds + DRAIN_MS / 1000);
    });

    test("a server keeps running during rollouts and evictions", () => {
      expect(deployment?.strategy).toMatchObject({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } });
      expect(deployment?.replicas).toBeGreaterThan(Number(only(manifests, "PodDisruptionBudget").spec?.maxUnavailable));
    });

    test("selectors match the server's pods and not the migration's", () => {
      const selectors = [
        deployment?.selector.matchLabels,
        only(manifests, "Service").spec?.selector,
        only(manifests, "PodDisruptionBudget").spec?.selector?.matchLabels,
        ...(server.spec.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector?.matchLabels),
      ];
      for (const selector of selectors) {
        expect(server.labels).toMatchObject(selector ?? {});
        expect(migration.labels).not.toMatchObject(selector ?? {});
      }
      for (const pod of [server, migration])
        expect(pod.labels).toMatchObject(only(manifests, "NetworkPolicy").spec?.podSelector.matchLabels ?? {});
    });

    test("requests reach the container only through the Ingress", () => {
      const service = only(manifests, "Service");
      const [port] = service.spec?.ports ?? [];
      const { http } = only(manifests, "Ingress").spec?.rules?.[0] ?? {};
      const backend = { service: { name: service.metadata?.name, port: { name: port?.name } } };
      expect(http?.paths).toEqual([{ path: "/", pathType: "Prefix", backend }]);
      expect(server.container.ports).toEqual([expect.objectContaining({ name: port?.targetPort })]);
      const [allowed, ...others] = only(manifests, "NetworkPolicy").spec?.ingress ?? [];
      expect(allowed?.ports).toEqual([{ port: port?.targetPort }]);
      expect(others).toEqual([]);
      const matchLabels = { "kubernetes.io/metadata.name": expect.any(String) };
      expect(allowed?.from).toEqual([{ namespaceSelector: { matchLabels } }]);
    });
  },
);
