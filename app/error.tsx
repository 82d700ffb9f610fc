"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect, useRef } from "react";
import { PageTitle } from "./_components/page-title.tsx";

type Props = Readonly<{ reset: () => void }>;

/** Shown when a client navigation fails. Without scripts the server renders its own error page. */
export default function ErrorPage({ reset }: Props) {
  const router = useRouter();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const reschedule = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <main className="mx-auto max-w-md px-4 py-24">
      <PageTitle>Something went wrong</PageTitle>
      <h1 ref={heading} tabIndex={-1} className="mb-2 outline-none">
        Something went wrong
      </h1>
      <p className="mb-6 text-muted">Try again in a moment. Nothing was lost and you're still signed in.</p>
      <button type="button" className="button button-primary" onClick={reschedule}>
        Try again
      </button>
    </main>
  );
}
