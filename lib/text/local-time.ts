const FORMAT: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "shortOffset",
};

/**
 * A moment to the minute, with its offset from UTC, so that a copy or a printed page still says when.
 * @param timeZone an IANA name; by default the zone of the machine this runs on
 */
export const localTime = (at: Date, timeZone?: string): string =>
  new Intl.DateTimeFormat("en-GB", { ...FORMAT, timeZone }).format(at).replace(/GMT(\+0$)?/, "UTC");
