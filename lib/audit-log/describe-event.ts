import type { Change } from "#db/schema/audit-events.ts";
import { EVENTS, type EventName } from "#lib/audit/events.ts";
import type { AuditEvent } from "#lib/audit/find-events.ts";
import { EVENT_DETAILS } from "./event-details.ts";

/** Somebody or something that a sentence names: an account with its id while it exists, or whatever is none. */
export type Named = Readonly<{ id: string | null; label: string }>;

/** A sentence in its order: texts, and names that may be links. */
export type Sentence = readonly (string | Named)[];

type Described = Pick<
  AuditEvent,
  "event" | "actorId" | "actorLabel" | "targetId" | "targetLabel" | "unrecordedCount" | "actorExists" | "targetExists"
>;

const COUNT = new Intl.NumberFormat("en");
const PLACEHOLDER = /(\{actor\}|\{target\})/;

/** What happened, in a sentence. Events that this version does not know go by the names they were stored under. */
export function describeEvent(event: Described): Sentence {
  if (event.unrecordedCount !== null)
    return [`${eventLabel(event.event)}: ${COUNT.format(event.unrecordedCount)} more like this`];
  const parts = templateOf(event)
    .split(PLACEHOLDER)
    .filter((part) => part !== "");
  return parts.map((part, place) => {
    if (part === "{target}") return { id: event.targetExists ? event.targetId : null, label: event.targetLabel ?? "" };
    if (part !== "{actor}") return part;
    const label = place === 0 && event.actorId === null ? capitalised(event.actorLabel) : event.actorLabel;
    return { id: event.actorExists ? event.actorId : null, label };
  });
}

function templateOf({ event, actorId, targetId, targetLabel }: Described): string {
  const details = EVENT_DETAILS[event as EventName];
  if (!details) return targetLabel === null ? `${event} by {actor}` : `${event} by {actor}: {target}`;
  return (actorId !== null && actorId === targetId && details.own) || details.sentence;
}

/** The name of an event on the screen. */
export const eventLabel = (event: string): string => EVENTS[event as EventName] ?? event;

export const sentenceText = (sentence: Sentence): string =>
  sentence.map((part) => (typeof part === "string" ? part : part.label)).join("");

/** One field that changed, on one line: `Phone: 1 → 2`. Members of a set are quoted, because names may hold commas. */
export const changeText = (change: Change): string => `${change.field}: ${newValues(change)}`;

function newValues(change: Change): string {
  if (!("added" in change)) return [change.from, change.to ?? "removed"].filter((value) => value !== null).join(" → ");
  const { added, removed } = change;
  return [added.length > 0 && `added ${quoted(added)}`, removed.length > 0 && `removed ${quoted(removed)}`]
    .filter(Boolean)
    .join(", ");
}

const quoted = (members: readonly string[]): string => members.map((member) => `“${member}”`).join(", ");

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
