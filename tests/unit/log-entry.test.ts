import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toLogEntry } from "#lib/logging/log-entry.ts";

test.each([
  [["a line\n  and another"], "a line and another"],
  [["\u001b[31m⨯\u001b[0m", "failed", 3], "⨯ failed 3"],
  [["\u0085a\u202e\0"], "\\u{0085}a\\u{202e}\\u{0000}"],
  [["sent:", { password: "hunter2" }, ["hunter2"], () => "hunter2", null], "sent: [object] [object] [function] null"],
])("what is printed as %j is kept as %j", (values, message) => {
  expect(toLogEntry(values)).toEqual({ fields: {}, message });
});

test("an error is kept by its name, code, message and frames alone", () => {
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
  ["of this context", () => JSON.parse("hunter2")],
  ["of another context", () => runInNewContext('JSON.parse("hunter2")')],
  ["about a number", () => BigInt("hunter2")],
])("a parser's error %s does not repeat what it read", (_, parse) => {
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

test("an entry stays short and on one line, whatever is printed", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(hostile, hostile, (text, said) => {
      const { fields, message } = toLogEntry([text, new Error(said)]);
      const kept = [message, ...Object.values(fields).flat()];
      expect(kept.join("")).not.toMatch(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(Math.max(...kept.map((one) => one.length))).toBeLessThan(254 * "\\u{000000}".length);
    }),
  );
});
