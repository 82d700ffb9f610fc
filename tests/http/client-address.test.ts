import { expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { activeAccount } from "#tests/db/people.ts";
import { startServer } from "#tests/servers/server.ts";
import { useDatabaseOf } from "#tests/servers/use-server.ts";
import { Client, filledIn } from "./client.ts";
import { dump } from "./database.ts";
import { inTurns } from "./in-turns.ts";

test("a client cannot give itself another address", async () => {
  const server = await startServer({ TRUSTED_PROXY_HOPS: "0" });
  await useDatabaseOf(server);
  try {
    const form = await new Client(server).form(paths.login, "password");
    const users = await Promise.all(Array.from({ length: 32 }, () => activeAccount()));
    const answers = await inTurns(users, 2, ({ email }, index) => {
      const address = `203.0.113.${index}`;
      const headers = {
        "x-forwarded-for": address,
        "x-real-ip": address,
        forwarded: `for=${address}`,
        "cf-connecting-ip": address,
        "true-client-ip": address,
        "x-client-ip": address,
        "x-vercel-forwarded-for": address,
      };
      return new Client(server, headers).post(paths.login, filledIn(form, { email, password: "not the right one" }));
    });
    expect(answers.filter(({ status }) => status === 429).length).toBe(2);
    expect(JSON.stringify(await dump())).not.toContain("203.0.113.");
  } finally {
    await server.stop();
  }
});
