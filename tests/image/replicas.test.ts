import { expect, test } from "vitest";
import { send } from "#tests/http/client.ts";
import { isSignedIn } from "#tests/http/clients.ts";
import { firstAdministrator } from "./administrator.ts";
import { newInstallation } from "./installation.ts";

const REPLICAS = ["gatehouse", "gatehouse-2"];
const REQUESTS = 10;

const READY = "/api/health/ready";

test("two replicas share sessions, and one is enough", async () => {
  const installation = await newInstallation(["compose.yaml", "compose.replicas.yaml"]);
  await installation.up();
  const proxy = installation.server("proxy");
  await expect.poll(async () => (await send(proxy.url, "GET", READY)).status).toBe(200);

  const admin = await firstAdministrator(installation, REPLICAS);
  for (const name of [...REPLICAS, "proxy"]) expect(await isSignedIn(admin.copy(installation.server(name)))).toBe(true);

  await installation.stop("gatehouse");
  const behindProxy = admin.copy(proxy);
  for (let request = 0; request < REQUESTS; request++) expect(await isSignedIn(behindProxy)).toBe(true);
});
