import fc from "fast-check";
import { expect, test } from "vitest";
import { COLOURS, colourLabel, contrastRatio, GREY, isHexColour, textColourOn } from "#lib/domains/colours.ts";
import { groupEditInput, newDomainInput, newGroupInput } from "#lib/domains/domain-input.ts";

const path = (typed: string) => newDomainInput.safeParse({ group: "", path: typed });
const group = (typed: Record<string, string>) => newGroupInput.safeParse({ name: "Regions", colour: GREY, ...typed });

const problem = (parsed: ReturnType<typeof path> | ReturnType<typeof group>) => parsed.error?.issues[0]?.message;

test.each([
  "EMEA",
  "EMEA/France/Paris",
  "a/b/c/d/e/f",
  "x".repeat(20),
  "😀".repeat(20),
  "Île-de-France/75 001",
  "a: b",
])("%j is accepted as a path", (typed) => {
  expect(path(typed)).toMatchObject({ success: true, data: { path: typed } });
});

test.each([
  ["", /cannot be empty/],
  ["/EMEA", /cannot be empty/],
  ["EMEA/", /cannot be empty/],
  ["EMEA//France", /cannot be empty/],
  ["a/b/c/d/e/f/g", /at most 5 levels below the root/],
  ["x".repeat(21), /at most 20 characters/],
  [`EMEA/${"x".repeat(21)}`, /at most 20 characters/],
  [" EMEA", /begin or end with a space/],
  ["EMEA / France", /begin or end with a space/],
  ["EMEA\u00a0", /begin or end with a space/],
  ["EM\u202eEA", /invisible/],
  ["EMEA/\u3164", /cannot be empty/],
  ["EMEA/\u2800/Paris", /cannot be empty/],
  ["EMEA\ufe0f", /invisible/],
  ["EM\nEA", /line breaks/],
  ["a\0b", /invisible/],
  ["x".repeat(1001), /too long/],
])("%j is rejected as a path", (typed, reason) => {
  expect(problem(path(typed))).toMatch(reason);
});

test("letters are composed before they are counted and stored", () => {
  expect(path("e\u0301".repeat(20))).toMatchObject({ success: true, data: { path: "é".repeat(20) } });
});

test.each([
  [{ name: "" }, /cannot be empty/],
  [{ name: "x".repeat(21) }, /at most 20 characters/],
  [{ name: " Regions" }, /begin or end/],
  [{ name: "Regions " }, /begin or end/],
  [{ name: "Re: gions" }, /colon/],
  [{ name: "Re\u200bgions" }, /invisible/],
  [{ name: "\u3164" }, /cannot be empty/],
  [{ name: "Regions\u034f" }, /invisible/],
  [{ colour: "#123456" }, /Choose a colour/],
  [{ colour: "another" }, /six digits/],
  [{ colour: "another", anotherColour: "red;}" }, /six digits/],
  [{ colour: "another", anotherColour: "#12345" }, /six digits/],
  [{ description: "x".repeat(201) }, /at most 200 characters/],
])("a group with %j is rejected", (typed, reason) => {
  expect(problem(group(typed))).toMatch(reason);
});

test("a group has any colour and an optional description", () => {
  expect(group({}).data).toEqual({ name: "Regions", colour: GREY, description: "" });
  expect(group({ colour: "another", anotherColour: "#ABCDEF" }).data).toMatchObject({ colour: "#abcdef" });
  expect(groupEditInput.parse({ colour: COLOURS[1].id, description: " Where it stands " })).toEqual({
    colour: COLOURS[1].id,
    description: "Where it stands",
  });
  expect(colourLabel(GREY)).toBe("Grey");
  expect(colourLabel("#abcdef")).toBe("#abcdef");
});

test("there are eight colours to choose from", () => {
  expect(COLOURS.map(({ id }) => id).filter(isHexColour)).toHaveLength(8);
});

test("text on a badge is readable on every colour (WCAG 2.2, 1.4.3)", () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
  fc.assert(
    fc.property(colour, (background) => {
      expect(isHexColour(background)).toBe(true);
      expect(
        contrastRatio(background, textColourOn(background) === "black" ? "#000000" : "#ffffff"),
      ).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 2000 },
  );
  expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect([textColourOn("#ffffff"), textColourOn("#000000")]).toEqual(["black", "white"]);
});
