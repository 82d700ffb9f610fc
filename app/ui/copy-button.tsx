"use client";

import { useState } from "react";

type Props = Readonly<{ text: string; label: string; className: string }>;

/** Copies a text, and says so. Offered only where a script can do it. */
export function CopyButton({ text, label, className }: Props) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className={`needs-script print:hidden ${className}`}
      aria-label={label}
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <span aria-live="polite">{copied ? "Copied" : label.split(" ", 1)}</span>
    </button>
  );
}
