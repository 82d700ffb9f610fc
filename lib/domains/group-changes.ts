import type { Change } from "#db/schema/audit-events.ts";
import { changesBetween } from "#lib/audit/changes.ts";
import { colourLabel } from "./colours.ts";

type Described = Readonly<{ colour: string; description: string }>;

const LABELS = { colour: "Colour", description: "Description" } as const;

const readable = (group: Described | undefined) => ({
  colour: group ? colourLabel(group.colour) : null,
  description: group?.description || null,
});

export const groupChanges = (before: Described | undefined, after: Described | undefined): Change[] =>
  changesBetween(readable(before), readable(after), LABELS);
