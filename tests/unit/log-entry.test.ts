import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toLogEntry } from "#lib/logging/log-entry.ts";

test.each([
  [["a line\n  and another"], "a line and another"],
  [["\u001b[31m⨯\u001b[0m", "failed", 3], "⨯ failed 3"],
  [["\u0085a\u202e\0"], "\\u{0085}a\\u{202e}\\u{0000}"],
  [["sent:", { password: "hunter2" }, ["hunter2"], () => "hunter2", null], "sent: [object] [object] [function] null"],
])("the output %j is logged as %j", (values, message) => {
  expect(toLogEntry(values)).toEqual({ fields: {}, message });
});

test("an error is logged by name, code, message and frames only", () => {
  const error = Object.assign(new TypeError("It broke\n    at a forged frame"), { code: "ERR_X", input: "hunter2" });
  const { fields, message } = toLogEntry(["⨯", error]);
  expect(message).toBe("⨯ It broke at a forged frame");
  expect(Object.keys(fields)).toEqual(["name", "code", "stack"]);
  expect(fields).toMatchObject({ name: "TypeError", code: "ERR_X" });
  const { stack = [] } = fields;
  expect(stack[0]).toMatch(/^at .*log-entry\.test\.ts/);
  expect(JSON.stringify(stack)).not.toContain("forged");
});

test.each([
  ["of this realm", () => JSON.parse("hunter2")],
  ["of another realm", () => runInNewContext('JSON.parse("hunter2")')],
  ["about a number", () => BigInt("hunter2")],
])("a parser error %s does not repeat its input", (_, parse) => {
  const thrown = (() => {
    try {
      return parse();
    } catch (error) {
      return error;
    }
  })();
  expect(thrown.message).toContain("hunter2");
  expect(toLogEntry([thrown]).message).toBe("The request could not be parsed.");
  expect(JSON.stringify(toLogEntry([thrown]))).not.toContain("hunter2");
});

test("a log entry is always short and on one line", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(hostile, hostile, (text, errorMessage) => {
      const { fields, message } = toLogEntry([text, new Error(errorMessage)]);
      const logged = [message, ...Object.values(fields).flat()];
      expect(logged.join("")).not.toMatch(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(Math.max(...logged.map(({ length }) => length))).toBeLessThan(254 * "\\u{000000}".length);
    }),
  );
});
