import { expect, test } from "vitest";
import { read } from "#db/client.ts";

test("a query fails clearly in a process that has not provided the database environment", async () => {
  Reflect.deleteProperty(globalThis, Symbol.for("gatehouse.database-environment"));
  await expect(read(async () => {})).rejects.toThrow("The database environment has not been provided.");
});
