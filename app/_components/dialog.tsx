"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

/** A modal dialog with an address of its own. Closing it goes back. */
export function Dialog({ title, children }: { title: string; children: ReactNode }) {
  const router = useRouter();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Closing before the element is removed returns the focus to the menu button.
  useLayoutEffect(() => {
    const dialog = ref.current;
    document.querySelector<HTMLElement>(":popover-open")?.hidePopover();
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        router.back();
      }}
    >
      <div className="mb-4 flex items-start justify-between gap-4 print:hidden">
        <h2 id={titleId} className="text-xl">
          {title}
        </h2>
        <button
          type="button"
          aria-label="Close"
          className="-mt-1.5 -mr-2 inline-flex size-10 shrink-0 cursor-pointer items-center justify-center rounded-lg text-lg hover:bg-raised"
          onClick={() => router.back()}
        >
          ✕
        </button>
      </div>
      {children}
    </dialog>
  );
}
