import { expect, test } from "vitest";
import { outputEntry } from "#server/output-log.ts";

test("what is printed stands on one line, without colours and control characters", () => {
  const { msg } = outputEntry(["\u001b[31m⨯\u001b[39m", "first\r\nsecond\u009b\u2028third"]);
  expect(msg).toBe("⨯ first\\u{000d}\\u{000a}second\\u{009b}\\u{2028}third");
});

test("what is printed is bounded", () => {
  expect(outputEntry(["x".repeat(100_000)]).msg.length).toBeLessThan(1000);
});

test("an error says what and where, with its cause", () => {
  const error = new TypeError("Failed", { cause: new Error("no boundary") });
  const entry = outputEntry(["⨯", error]);
  expect(entry).toMatchObject({ name: "TypeError", msg: "⨯ Failed (no boundary)" });
  expect(entry.at?.[0]).toMatch(/^at .*output-log\.test\.ts/);
});

test("an error about text that could not be parsed does not quote it", () => {
  const parsed = () => {
    try {
      return JSON.parse("hunter2\n    at hunter2");
    } catch (error) {
      return error;
    }
  };
  const wrapped = new Error("Unreadable", { cause: parsed() });
  expect(JSON.stringify([outputEntry([parsed()]), outputEntry([wrapped])])).not.toContain("hunter2");
});

test("of objects that are printed nothing is kept but that they were", () => {
  expect(outputEntry(["form", { password: "hunter2" }]).msg).toBe("form [object]");
});
