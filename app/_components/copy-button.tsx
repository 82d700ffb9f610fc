"use client";

import { useState } from "react";

type Props = Readonly<{
  text: string;
  label: string;
  /** Announced to screen readers. */
  what?: string;
  className: string;
}>;

/** Hidden without scripts. */
export function CopyButton({ text, label, what, className }: Props) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className={`needs-script print:hidden ${className}`}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <span aria-live="polite">{copied ? "Copied" : label}</span>
      {what && <span className="sr-only"> {what}</span>}
    </button>
  );
}
