"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Follows all links to pages of ours without loading the document again. A `target`, even `_self`, opts out. */
export function InPlaceNavigation() {
  const router = useRouter();
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[href]");
      if (!link || !isPlainClick(event) || !leadsToPage(link)) return;
      event.preventDefault();
      router.push(link.href);
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [router]);
  return null;
}

const isPlainClick = ({ defaultPrevented, button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean =>
  !defaultPrevented && button === 0 && !altKey && !ctrlKey && !metaKey && !shiftKey;

const leadsToPage = ({ target, hash, origin }: HTMLAnchorElement): boolean =>
  !target && !hash && origin === window.location.origin;
