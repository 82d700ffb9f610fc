import { expect } from "vitest";
import { test } from "./test.ts";

test("anybody may ask whether Gatehouse is live and ready", async ({ server }) => {
  for (const status of ["live", "ready"]) {
    const response = await fetch(`${server.url}/api/health/${status}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status });
  }
});
