"use client";

import { useEffect, useRef } from "react";
import type { IssuedCredentials } from "#lib/recovery/issue-single-use-password.ts";
import { CopyButton } from "./copy-button.tsx";
import { Time } from "./time.tsx";

type Props = Readonly<{
  credentials: IssuedCredentials;
  signInAddress: string;
  confirmation: string;
}>;

/** Shown once, and printed without the rest of the page. */
export function SignInDetailsCard({ credentials, signInAddress, confirmation }: Props) {
  const { email, singleUsePassword, expiresAt } = credentials;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const lines = [
    ["Address", signInAddress],
    ["Email", email],
    ["Single-use password", singleUsePassword],
  ] as const;
  return (
    <div className="grid gap-4">
      <div role="status">
        <p className="rounded-lg border border-good/40 bg-good-soft px-4 py-3 font-medium text-good print:hidden">
          {confirmation}
        </p>
      </div>
      <section
        className="rounded-xl border-2 border-ink/70 border-dashed p-6 print:border-solid"
        aria-labelledby="sign-in-details"
      >
        <h2 id="sign-in-details" ref={heading} tabIndex={-1} className="mb-1 text-lg outline-none">
          Your access to Gatehouse
        </h2>
        <p className="mb-5 text-muted">
          Sign in with this single-use password before <Time at={new Date(expiresAt)} />, then choose your own password.
        </p>
        <dl className="grid gap-3">
          {lines.map(([label, value]) => (
            <div key={label} className="items-center gap-x-4 sm:grid sm:grid-cols-[10rem_minmax(0,1fr)]">
              <dt className="text-muted text-sm">{label}</dt>
              <dd className="flex min-h-8 items-center gap-2 max-sm:justify-between">
                <code className="min-w-0 font-medium text-base wrap-anywhere">{value}</code>
                <CopyButton
                  text={value}
                  label="Copy"
                  what={label.toLowerCase()}
                  className="min-h-8 cursor-pointer rounded-md px-2.5 font-medium text-accent text-sm hover:bg-raised"
                />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <p className="text-muted print:hidden">
        You won't see this password again. Share it in person, on paper or by phone.
      </p>
      <div className="flex flex-wrap gap-3 print:hidden">
        <CopyButton
          text={lines.map(([label, value]) => `${label}: ${value}`).join("\n")}
          label="Copy all"
          className="button button-plain"
        />
        <button type="button" className="button button-plain needs-script" onClick={() => window.print()}>
          Print
        </button>
      </div>
    </div>
  );
}
