import { afterEach, expect, test } from "vitest";
import { clientAuthenticationInUse } from "#lib/federation/client-authentication-in-use.ts";
import { json } from "#tests/hostile-provider.ts";
import { provider, restartProvider, signInAs, somebody, startProvider } from "./federation.ts";
import { activeAccount, administrator } from "./people.ts";

startProvider();

const PLAIN_SECRET = "aB3-x_Y.z*9";
const TILDE_SECRET = "Q8~aB3-x_Y.z";
const { clientSecret } = provider;

afterEach(() => {
  provider.clientSecret = clientSecret;
  restartProvider();
});

/** A provider that accepts one method, compares secrets as they come, and offers these. */
function expects(method: string, secret: string, offered: readonly string[] | undefined): void {
  provider.clientSecret = secret;
  provider.acceptedAuthentication = method;
  provider.answers.set(
    "/.well-known/openid-configuration",
    json(() => ({ ...provider.metadata(), token_endpoint_auth_methods_supported: offered })),
  );
  restartProvider();
}

const signsIn = async () => (await signInAs(somebody((await activeAccount()).email))).signedIn;

test("a secret of letters, digits and *-._ is sent in Basic as it is", async () => {
  expects("client_secret_basic", PLAIN_SECRET, undefined);
  expect(await signsIn()).toBe(true);
});

test("client_secret_post is used where Basic is not offered", async () => {
  expects("client_secret_post", TILDE_SECRET, ["private_key_jwt", "client_secret_post"]);
  expect(await signsIn()).toBe(true);
  expect(provider.asked.get("/token")).toBe(1);
  expect(await clientAuthenticationInUse(await administrator())).toBe("client_secret_post");
});

test("client_secret_post is used once Basic was answered invalid_client", async () => {
  expects("client_secret_post", TILDE_SECRET, ["client_secret_post", "client_secret_basic"]);
  const actor = await administrator();
  expect(await clientAuthenticationInUse(actor)).toBe("client_secret_basic");
  expect(await signsIn()).toBe(true);
  expect(provider.asked.get("/token")).toBe(2);
  expect(await signsIn()).toBe(true);
  expect(provider.asked.get("/token")).toBe(3);
  expect(await clientAuthenticationInUse(actor)).toBe("client_secret_post");
});

test("client_secret_post is used once Basic was answered unauthorized_client", async () => {
  expects("client_secret_post", TILDE_SECRET, ["client_secret_basic", "client_secret_post"]);
  provider.clientRefusal = { status: 403, error: "unauthorized_client" };
  expect(await signsIn()).toBe(true);
});

test("client_secret_post is not tried where the provider does not offer it", async () => {
  for (const offered of [undefined, ["client_secret_basic"]]) {
    expects("client_secret_post", PLAIN_SECRET, offered);
    provider.asked.clear();
    expect(await signsIn()).toBe(false);
    expect(provider.asked.get("/token")).toBe(1);
  }
});

test("a code that is refused is not sent a second time", async () => {
  expects("client_secret_basic", PLAIN_SECRET, ["client_secret_basic", "client_secret_post"]);
  provider.answers.set(
    "/token",
    json(() => ({ error: "invalid_grant" }), 400),
  );
  expect(await signsIn()).toBe(false);
  expect(provider.asked.get("/token")).toBe(1);
});
