import { setTimeout } from "node:timers/promises";
import { freePort } from "#db/embedded/free-port.ts";
import { paths } from "#lib/paths.ts";
import { openHouse } from "../house.ts";
import { expect, test } from "../test.ts";
import { type Answer, send } from "./client.ts";

const EVERY_MS = 10;

test("whoever comes while the server starts is turned away by a closed port, or answered", async () => {
  const port = String(await freePort(undefined));
  const url = `http://localhost:${port}`;
  const opening = openHouse({ PORT: port });
  const opened = opening.then(
    () => true,
    () => true,
  );
  const asked: Promise<Answer | "turned away">[] = [];
  while (!(await Promise.race([opened, setTimeout(EVERY_MS, false)]))) {
    asked.push(
      send(url, "GET", paths.login).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNREFUSED") return "turned away";
        throw error;
      }),
    );
  }
  const house = await opening;
  try {
    const answers = (await Promise.all(asked)).filter((answer) => answer !== "turned away");
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
  } finally {
    await house.close();
  }
});
