"use client";

import { useState } from "react";

/** Copies a text, and says so. Offered only where a script can do it. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="needs-script min-h-8 cursor-pointer rounded-md px-2.5 font-medium text-accent text-sm hover:bg-raised print:hidden"
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
      <span className="sr-only"> {what}</span>
    </button>
  );
}
