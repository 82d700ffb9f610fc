"use client";

import { useState } from "react";

type Props = Readonly<{
  text: string;
  /** What is copied, said to those who do not see where the button stands. */
  what: string;
  className: string;
}>;

/** Copies a text, and says so. Offered only where a script can do it. */
export function CopyButton({ text, what, className }: Props) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className={`needs-script print:hidden ${className}`}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
      <span className="sr-only">{what}</span>
    </button>
  );
}
