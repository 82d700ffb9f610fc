import { LocalTime, type TimeForm } from "#app/_components/local-time.tsx";

/** With the time of an expiry. */
export type SignInNote = readonly [text: string, at?: number];

export type SignInStatus = Readonly<{
  /** The time of the last sign-in, or why there is none. */
  lastSignIn: number | string;
  notes?: readonly SignInNote[];
}>;

/** For scripts too. */
export const SignInStatusText = ({ lastSignIn, notes, form }: SignInStatus & Readonly<{ form: TimeForm }>) => (
  <>
    {typeof lastSignIn === "number" ? <LocalTime at={lastSignIn} form={form} /> : lastSignIn}
    {notes?.map(([text, at]) => (
      <span key={text} className="block text-muted">
        {text}
        {at !== undefined && (
          <>
            {" "}
            <span className="block">
              <LocalTime at={at} form="ago" />
            </span>
          </>
        )}
      </span>
    ))}
  </>
);
