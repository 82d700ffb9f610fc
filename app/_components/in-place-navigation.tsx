"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Follows all links to pages of ours, and forms that search, without loading the document again. A `target`, even `_self`, opts
 * out.
 */
export function InPlaceNavigation() {
  const router = useRouter();
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[href]");
      if (!link || !isPlainClick(event) || !leadsToPage(link)) return;
      event.preventDefault();
      router.push(link.href);
    };
    const search = (event: SubmitEvent) => {
      const url = !event.defaultPrevented && searchUrl(event.target as HTMLFormElement);
      if (!url) return;
      event.preventDefault();
      router.push(url);
    };
    document.addEventListener("click", follow);
    document.addEventListener("submit", search);
    return () => {
      document.removeEventListener("click", follow);
      document.removeEventListener("submit", search);
    };
  }, [router]);
  return null;
}

const isPlainClick = ({ defaultPrevented, button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean =>
  !defaultPrevented && button === 0 && !altKey && !ctrlKey && !metaKey && !shiftKey;

const leadsToPage = ({ target, hash, origin }: HTMLAnchorElement): boolean =>
  !target && !hash && origin === window.location.origin;

/** Where a form that only searches leads to; `undefined` for any other. React handles those whose action is a function. */
function searchUrl(form: HTMLFormElement): string | undefined {
  const url = new URL(form.action);
  if (form.method !== "get" || form.target || url.origin !== window.location.origin) return undefined;
  for (const [name, value] of new FormData(form)) if (typeof value === "string") url.searchParams.append(name, value);
  return url.href;
}
