import { expect, test } from "vitest";
import { localTime } from "#lib/text/local-time.ts";
import { relativeTime } from "#lib/text/relative-time.ts";

const NOON = new Date("2026-06-15T12:00:00Z");

test("a local time names its offset from UTC", () => {
  const shown = ["UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu"].map((zone) => localTime(NOON, zone));
  expect(shown).toEqual([
    "15 Jun 2026, 12:00 UTC",
    "15 Jun 2026, 14:00 UTC+2",
    "15 Jun 2026, 08:00 UTC-4",
    "15 Jun 2026, 17:45 UTC+5:45",
  ]);
});

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-30, "just now"],
  [30, "just now"],
  [-MINUTE, "1 minute ago"],
  [-HOUR + 1, "59 minutes ago"],
  [-HOUR, "1 hour ago"],
  [2 * DAY - 1, "in 1 day"],
  [2 * DAY, "in 2 days"],
  [-29 * DAY, "29 days ago"],
  [-70 * DAY, "2 months ago"],
  [-360 * DAY, "12 months ago"],
  [-365 * DAY, "1 year ago"],
])("a moment %i seconds away reads %s", (seconds, text) => {
  expect(relativeTime(new Date(NOON.getTime() + seconds * 1000), NOON.getTime())).toBe(text);
});
