import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { History } from "#app/administration/user-accounts/[id]/history.tsx";
import type { Change } from "#db/schema/audit-events.ts";

function shown(...changes: Change[]): string {
  const entry = { id: 1, at: new Date(0), event: "Account updated", actor: "admin@example.com", changes };
  return renderToStaticMarkup(createElement(History, { entries: [entry] }));
}

const textOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

test("history shows each added and removed member as a list item", () => {
  const added = Array.from({ length: 50 }, (_, index) => `拠点: 東京, 支社${index}/営業部`);
  const html = shown({ field: "Domain restrictions", added, removed: ["Regions: EMEA/France"] });
  const text = textOf(html);
  expect(text).toContain(`Domain restrictions: added ${added.join(" ")} removed Regions: EMEA/France`);
  for (const member of [...added, "Regions: EMEA/France"])
    expect(html).toMatch(new RegExp(`<li [^>]*>${member} </li>`));
  expect(textOf(shown({ field: "Roles", added: ["Viewer"], removed: [] }))).not.toContain("removed");
});

test("history shows previous and new values", () => {
  const text = textOf(shown({ field: "Roles", from: "Viewer", to: "Device manager, Viewer" }));
  expect(text).toContain("Roles: Viewer → changed to Device manager, Viewer");
  expect(textOf(shown({ field: "Phone", from: null, to: "+33612345678" }))).toContain("Phone: +33612345678");
});
