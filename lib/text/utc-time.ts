const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** To the minute and in UTC, because the server does not know the reader's time zone. */
export const utcTime = (at: Date): string => `${FORMAT.format(at)} UTC`;
