"use client";

import { useEffect, useLayoutEffect, useState } from "react";

const shown = new Set<string>();

type Props = Readonly<{ id: string | undefined; text: string | undefined; cookie: string }>;

/** Shows a confirmation once: not again on the way back, and not on the next page. */
export function FlashMessage({ id, text, cookie }: Props) {
  const [isNew] = useState(() => id === undefined || !shown.has(id));
  const [announced, setAnnounced] = useState(0);

  // Before it can be seen: whoever sees it and goes on at once must not see it again there.
  useLayoutEffect(() => {
    if (!id || !isNew) return;
    shown.add(id);
    const secure = cookie.startsWith("__Host-") ? "; secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet.
    document.cookie = `${cookie}=; path=/; max-age=0; samesite=lax${secure}`;
  }, [id, isNew, cookie]);

  // Screen readers speak of what enters the region, not of what stood in it from the start.
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
