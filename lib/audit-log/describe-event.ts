import type { Change } from "#db/schema/audit-events.ts";
import { eventDefinition, eventLabel } from "#lib/audit/events.ts";
import type { AuditEvent } from "#lib/audit/find-events.ts";

export type Named = Readonly<{ id: string | null; label: string }>;

export type Sentence = readonly (string | Named)[];

type Described = Pick<
  AuditEvent,
  "event" | "actorId" | "actorLabel" | "targetId" | "targetLabel" | "unrecordedCount" | "actorExists" | "targetExists"
>;

const COUNT = new Intl.NumberFormat("en");
const PLACEHOLDER = /(\{actor\}|\{target\})/;

export function describeEvent(event: Described): Sentence {
  if (event.unrecordedCount !== null)
    return [`${eventLabel(event.event)}: ${COUNT.format(event.unrecordedCount)} more`];
  const parts = templateOf(event)
    .split(PLACEHOLDER)
    .filter((part) => part !== "");
  return parts.map((part, index) => {
    if (part === "{target}") return { id: event.targetExists ? event.targetId : null, label: event.targetLabel ?? "" };
    if (part !== "{actor}") return part;
    const label = index === 0 && event.actorId === null ? capitalized(event.actorLabel) : event.actorLabel;
    return { id: event.actorExists ? event.actorId : null, label };
  });
}

function templateOf({ event, actorId, targetId, targetLabel }: Described): string {
  const definition = eventDefinition(event);
  if (!definition) return targetLabel === null ? `${event} by {actor}` : `${event} by {actor}: {target}`;
  return (actorId !== null && actorId === targetId && definition.own) || definition.sentence;
}

export const sentenceText = (sentence: Sentence): string =>
  sentence.map((part) => (typeof part === "string" ? part : part.label)).join("");

/** Members of a set are quoted, because they may contain commas. */
export const changeText = (change: Change): string => `${change.field}: ${newValues(change)}`;

function newValues(change: Change): string {
  if (!("added" in change)) return [change.from, change.to ?? "removed"].filter((value) => value !== null).join(" → ");
  const { added, removed } = change;
  return [added.length > 0 && `added ${quoted(added)}`, removed.length > 0 && `removed ${quoted(removed)}`]
    .filter(Boolean)
    .join(", ");
}

const quoted = (members: readonly string[]): string => members.map((member) => `“${member}”`).join(", ");

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
