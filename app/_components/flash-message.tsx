"use client";

import { useEffect, useLayoutEffect, useState } from "react";

const displayedIds = new Set<string>();

type Props = Readonly<{ id: string | undefined; text: string | undefined; cookie: string }>;

/** Shows a confirmation once, not again after going back or on. */
export function FlashMessage({ id, text, cookie }: Props) {
  const [isNew] = useState(() => id === undefined || !displayedIds.has(id));
  const [announced, setAnnounced] = useState(0);

  // A layout effect: the next page must not show it again, however fast the user is.
  useLayoutEffect(() => {
    if (!id || !isNew) return;
    displayedIds.add(id);
    const secure = cookie.startsWith("__Host-") ? "; secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet.
    document.cookie = `${cookie}=; path=/; max-age=0; samesite=lax${secure}`;
  }, [id, isNew, cookie]);

  // Screen readers announce changes of a live region, not its initial content.
  useEffect(() => setAnnounced(1), []);

  if (!text || !isNew) return null;
  return (
    <div role="status">
      <p key={announced} className="rounded-lg border border-good/40 bg-good-soft px-4 py-3 font-medium text-good">
        {text}
      </p>
    </div>
  );
}
