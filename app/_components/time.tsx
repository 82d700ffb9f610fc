import { utcTime } from "#lib/text/utc-time.ts";

export const Time = ({ at }: { at: Date }) => (
  <time dateTime={at.toISOString()} className="whitespace-nowrap">
    {utcTime(at)}
  </time>
);
