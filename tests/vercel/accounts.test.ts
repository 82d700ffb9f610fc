import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { isSignedIn, signIn } from "#tests/http/clients.ts";
import { formsIn } from "#tests/http/forms.ts";
import { session, test } from "./deployment.ts";

test("the first administrator replaces the password and signs out", async ({ server }) => {
  const { ADMIN_EMAIL: email = "", ADMIN_PASSWORD: password = "" } = server.environment;
  const client = await signIn(session(server), { email, password });
  expect((await client.get(paths.accounts)).headers.location).toContain(paths.newPassword);
  const chosen = "nine kites above the harbour";
  const answer = await client.submit(paths.newPassword, "confirmation", { password: chosen, confirmation: chosen });
  expect(answer.status).toBe(303);
  expect((await client.get(paths.accounts)).status).toBe(200);

  const signOut = formsIn((await client.get(paths.home)).body).at(-1);
  expect((await client.post(paths.home, signOut?.fields ?? [])).status).toBe(303);
  expect(await isSignedIn(client)).toBe(false);
  await signIn(client, { email, password: chosen });
});
