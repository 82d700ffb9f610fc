import { LocalTime, type TimeForm } from "./local-time.tsx";

type Props = Readonly<{
  at: Date;
  /** `date` in sentences and logs, `ago` where room is scarce, `both` where there is a line for each. */
  form?: TimeForm;
}>;

/** A moment, in the visitor's time zone where scripts run. */
export const Time = ({ at, form = "date" }: Props) => <LocalTime at={at.toISOString()} form={form} />;
