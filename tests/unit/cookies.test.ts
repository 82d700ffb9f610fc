import fc from "fast-check";
import { NextRequest } from "next/server.js";
import { expect, test } from "vitest";
import { readCookie } from "#lib/http/cookies.ts";

const NAME = "gatehouse.session";

test.each([
  ["", undefined],
  [`${NAME}=a`, "a"],
  [`other=b; ${NAME}=a; third=c`, "a"],
  [`other=b;${NAME}=a`, "a"],
  [`${NAME}=a; ${NAME}=b`, "b"],
  [`${NAME}=a; ${NAME}=%`, "a"],
  [`${NAME}=a%2Eb`, "a.b"],
  [`${NAME}="a"`, '"a"'],
  [`${NAME}=`, ""],
  [`__Host-${NAME}=a`, undefined],
  [`x${NAME}=a; ${NAME}x=a; ${NAME.toUpperCase()}=a`, undefined],
])("in the header %j the cookie is %j", (header, value) => {
  expect(readCookie(header, NAME)).toBe(value);
});

test("a cookie is read as Next.js reads it", () => {
  const pair = fc.tuple(
    fc.constantFrom(NAME, `__Host-${NAME}`, "other", ` ${NAME}`, ""),
    fc.constantFrom("=", "==", "= ", "%3D"),
    fc.oneof(fc.base64String(), fc.constantFrom("%", "%E0%A4%A", "%2E", '"', "a,b", "a b", "")),
  );
  const header = fc
    .tuple(fc.array(pair), fc.constantFrom("; ", ";", " ; ", ";  ", ", "))
    .map(([pairs, separator]) => pairs.map((parts) => parts.join("")).join(separator));
  fc.assert(
    fc.property(header, (cookie) => {
      const request = new NextRequest("https://example.com", { headers: { cookie } });
      expect(readCookie(request.headers.get("cookie") ?? "", NAME)).toBe(request.cookies.get(NAME)?.value);
    }),
  );
});
