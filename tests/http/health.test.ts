import { expect } from "vitest";
import { test } from "./test.ts";

test("liveness and readiness are public", async ({ server }) => {
  for (const status of ["live", "ready"]) {
    const response = await fetch(`${server.url}/api/health/${status}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status });
  }
});
