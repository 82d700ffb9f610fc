import { expect } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount, PASSWORD } from "#tests/db/people.ts";
import { replicaOf, startServer } from "#tests/servers/server.ts";
import { filledIn } from "./client.ts";
import { anonymousClient, signIn, startsSession, submitSignIn } from "./clients.ts";
import { test } from "./test.ts";

test("sign-ins beyond the hashing capacity are answered 503, and nothing else is", async ({ server: shared }) => {
  const server = await startServer({ ...replicaOf(shared), BCRYPT_COST: "10" });
  try {
    const user = await activeAccount();
    // Its hash has the right cost from then on.
    await signIn(anonymousClient(server), user);
    const form = await anonymousClient(server).form(paths.login, "password");
    const fields = filledIn(form, { email: user.email, password: PASSWORD });
    const flood = Array.from({ length: 160 }, () => anonymousClient(server).post(paths.login, fields));
    const live = await Promise.all(Array.from({ length: 5 }, () => anonymousClient(server).get("/api/health/live")));
    const answers = await Promise.all(flood);
    expect(live.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.filter(startsSession).length).toBe(answers.length - busy.length);
    for (const { headers, setCookies } of busy) {
      expect(Number(headers["retry-after"])).toBeGreaterThan(0);
      expect(setCookies.filter((line) => line.includes("session"))).toEqual([]);
    }
    expect(startsSession(await submitSignIn(anonymousClient(server), user))).toBe(true);
  } finally {
    await server.stop();
  }
});
