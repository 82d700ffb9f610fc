import { LocalTime, type TimeForm } from "./local-time.tsx";

type Props = Readonly<{
  at: Date;
  /** `date` in sentences and logs, `ago` in narrow columns, `both` on two lines. */
  form?: TimeForm;
}>;

export const Time = ({ at, form = "date" }: Props) => <LocalTime at={at.getTime()} form={form} />;
