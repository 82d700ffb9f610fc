import { afterEach, expect, test } from "vitest";
import { clientAuthenticationInUse } from "#lib/federation/federation-status.ts";
import { json } from "#tests/hostile-provider.ts";
import { provider, reconfigureProvider, signInAs, startProvider, userClaims } from "./federation.ts";
import { activeAccount, administrator } from "./people.ts";

startProvider();

const PLAIN_SECRET = "aB3-x_Y.z*9";
const TILDE_SECRET = "Q8~aB3-x_Y.z";
const { clientSecret } = provider;

afterEach(() => {
  provider.clientSecret = clientSecret;
  reconfigureProvider();
});

/** Has the provider accept one method, compare secrets without decoding them, and list these methods. */
function configureProvider(method: string, secret: string, supported: readonly string[] | undefined): void {
  provider.clientSecret = secret;
  provider.acceptedMethod = method;
  provider.responses.set(
    "/.well-known/openid-configuration",
    json(() => ({ ...provider.metadata(), token_endpoint_auth_methods_supported: supported })),
  );
  reconfigureProvider();
}

const canSignIn = async () => (await signInAs(userClaims((await activeAccount()).email))).signedIn;

test("HTTP Basic leaves letters, digits and *-._ of a secret unencoded", async () => {
  configureProvider("client_secret_basic", PLAIN_SECRET, undefined);
  expect(await canSignIn()).toBe(true);
});

test("client_secret_post is used where Basic is not supported", async () => {
  configureProvider("client_secret_post", TILDE_SECRET, ["private_key_jwt", "client_secret_post"]);
  expect(await canSignIn()).toBe(true);
  expect(provider.requestCounts.get("/token")).toBe(1);
  expect(await clientAuthenticationInUse(await administrator())).toBe("client_secret_post");
});

test("client_secret_post is used after invalid_client for Basic", async () => {
  configureProvider("client_secret_post", TILDE_SECRET, ["client_secret_post", "client_secret_basic"]);
  const actor = await administrator();
  expect(await clientAuthenticationInUse(actor)).toBe("client_secret_basic");
  expect(await canSignIn()).toBe(true);
  expect(provider.requestCounts.get("/token")).toBe(2);
  expect(await canSignIn()).toBe(true);
  expect(provider.requestCounts.get("/token")).toBe(3);
  expect(await clientAuthenticationInUse(actor)).toBe("client_secret_post");
});

test("client_secret_post is used after unauthorized_client for Basic", async () => {
  configureProvider("client_secret_post", TILDE_SECRET, ["client_secret_basic", "client_secret_post"]);
  provider.clientError = { status: 403, error: "unauthorized_client" };
  expect(await canSignIn()).toBe(true);
});

test("client_secret_post is not tried where it is not supported", async () => {
  for (const supported of [undefined, ["client_secret_basic"]]) {
    configureProvider("client_secret_post", PLAIN_SECRET, supported);
    provider.requestCounts.clear();
    expect(await canSignIn()).toBe(false);
    expect(provider.requestCounts.get("/token")).toBe(1);
  }
});

test("a rejected code is not sent again", async () => {
  configureProvider("client_secret_basic", PLAIN_SECRET, ["client_secret_basic", "client_secret_post"]);
  provider.responses.set(
    "/token",
    json(() => ({ error: "invalid_grant" }), 400),
  );
  expect(await canSignIn()).toBe(false);
  expect(provider.requestCounts.get("/token")).toBe(1);
});
