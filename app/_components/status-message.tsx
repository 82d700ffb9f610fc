"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** A confirmation that replaces its form. */
export function StatusMessage({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLParagraphElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div role="status">
      <p
        ref={ref}
        tabIndex={-1}
        className="rounded-lg border border-good/40 bg-good-soft px-4 py-3 font-medium text-good outline-none wrap-anywhere"
      >
        {children}
      </p>
    </div>
  );
}
