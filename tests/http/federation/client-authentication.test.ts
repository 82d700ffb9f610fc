import { afterAll, beforeAll, expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, adminAccount } from "#tests/db/people.ts";
import { HostileProvider, json } from "#tests/hostile-provider.ts";
import { signIn } from "#tests/http/clients.ts";
import { sectionOf, statusOf } from "#tests/http/page-text.ts";
import { press } from "#tests/http/press.ts";
import { testAt } from "#tests/http/test.ts";
import { replicaOf, startServer } from "#tests/servers/server.ts";
import { ProviderClient } from "./provider-client.ts";

const test = testAt("passwords");

const provider = new HostileProvider();

beforeAll(() => provider.open());
afterAll(() => provider.close());

test("the federation page shows the client authentication that was accepted", async ({ server }) => {
  const { email } = await activeAccount();
  provider.claims = { sub: "somebody", email, email_verified: true };
  provider.acceptedMethod = "client_secret_post";
  const methods = ["client_secret_basic", "client_secret_post"];
  provider.responses.set(
    "/.well-known/openid-configuration",
    json(() => ({ ...provider.metadata(), token_endpoint_auth_methods_supported: methods })),
  );
  const own = await startServer({ ...replicaOf(server), ...provider.settings, OIDC_TEST_MODE: "true" });
  try {
    const admin = new ProviderClient(own);
    await signIn(admin.gatehouse, await adminAccount());
    const state = async () => sectionOf(await admin.open(paths.federation), "Federation is in test mode");
    expect(await state()).toContain("client_secret_basic");
    const result = await admin.follow(await press(admin.gatehouse, paths.federation, "Start test sign-in"));
    expect(statusOf(result)).toContain("This user would be signed in");
    expect(await state()).toContain("client_secret_post");
  } finally {
    await own.stop();
  }
});
