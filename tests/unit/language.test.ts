import { globSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";

const GLOSSARY = "docs/glossary.md";
/** They quote the words that are not used. */
const EXEMPT = [GLOSSARY, "STYLE.md", "LICENSE", "package-lock.json"];
const FOLDERS = "{app,bench,bin,db,deploy,docs,emails,lib,seed,server,tests}/**/*";
const NO_PROSE = /(^|\/)meta\/|\.(png|svg|ico)$/;

/** The words in code style in the last column of the glossary's tables. */
const replacedWords = readFileSync(GLOSSARY, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .flatMap((row) => [...(row.split("|").at(-2) ?? "").matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word));

const escaped = (word: string) => word.replace(/[-.*+?^${}()|[\]\\]/g, "\\$&");
const anyWord = new RegExp(`(?<![\\w-])(?:${replacedWords.map(escaped).join("|")})(?![\\w-])`, "g");

const isText = (file: string) => statSync(file).isFile() && !NO_PROSE.test(file) && !EXEMPT.includes(file);

const wordsIn = (file: string): string[] =>
  [file.replace(/[-._/]/g, " "), readFileSync(file, "utf8")].flatMap((text) => text.match(anyWord) ?? []);

test("no file uses a word that the glossary replaced", () => {
  expect(replacedWords.length).toBeGreaterThan(80);
  const files = globSync([FOLDERS, "*.*", ".env.example"]).filter(isText);
  expect(files.length).toBeGreaterThan(500);
  expect(files.flatMap((file) => wordsIn(file).map((word) => `${file}: ${word}`))).toEqual([]);
});
