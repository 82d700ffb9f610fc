const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** A moment, to the minute. In UTC and saying so: the server does not know where its reader is. */
export const utcTime = (at: Date): string => `${FORMAT.format(at)} UTC`;
