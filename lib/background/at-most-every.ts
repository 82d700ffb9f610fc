/** A question that is answered with `true` at first, and then once in `ms` milliseconds at most, whoever asks. */
export function atMostEvery(ms: number): () => boolean {
  let since = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - since < ms) return false;
    since = now;
    return true;
  };
}
