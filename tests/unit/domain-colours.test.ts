import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COLOURS, textColourOn } from "#lib/domains/colours.ts";

test("every listed colour has a class, with readable text", () => {
  const styles = readFileSync("app/globals.css", "utf8");
  for (const { id, label } of COLOURS)
    expect(styles).toContain(`.domain-${label.toLowerCase()} {\n    @apply bg-[${id}] text-${textColourOn(id)};`);
});
