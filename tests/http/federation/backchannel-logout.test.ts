import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { anonymousClient, isSignedIn } from "#tests/http/clients.ts";
import { headingOf } from "#tests/http/page-text.ts";
import { testAt } from "#tests/http/test.ts";
import { enter, ProviderClient } from "./provider-client.ts";

const test = testAt("federation");

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("a sign-out at the provider ends the session here at once", async ({ server }) => {
  const [user, another] = [new ProviderClient(server), new ProviderClient(server)];
  for (const client of [user, another]) {
    await client.signIn(await enter((await activeAccount()).email));
    expect(await isSignedIn(client.gatehouse)).toBe(true);
  }
  expect(headingOf(await user.signOutAtProvider())).toBe("Signed out");
  expect(await isSignedIn(user.gatehouse)).toBe(false);
  expect(await isSignedIn(another.gatehouse)).toBe(true);
});

test("anything but a logout token is a bad request, whoever sends it", async ({ server }) => {
  const client = anonymousClient(server);
  const bodies = [
    "",
    "logout_token=",
    "logout_token=x",
    "logout_token=a.b.c",
    "logout_token=a&logout_token=b",
    `logout_token=${"x".repeat(20_000)}`,
  ];
  for (const body of bodies) {
    for (const headers of [FORM, { ...FORM, origin: "https://evil.example" }, { "content-type": "text/plain" }]) {
      const answer = await client.send("POST", paths.backchannelLogout, { headers, body });
      expect(answer.status, body.slice(0, 40)).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ error: "invalid_request" });
      expect(answer.setCookies).toEqual([]);
      expect(answer.headers["cache-control"]).toContain("no-store");
    }
  }
});
