/** Bounded and round-robin, so that no source starves the others. */
export class FairQueue<Item> {
  /** In the order in which sources are served. */
  readonly #bySource = new Map<string, Item[]>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @returns the item that a full queue evicts: the newest of the source with the most items */
  enqueue(source: string, item: Item): Item | undefined {
    const items = this.#bySource.get(source) ?? [];
    this.#bySource.set(source, items);
    items.push(item);
    this.#size++;
    return this.#size > this.#capacity ? this.#evict(items) : undefined;
  }

  /** @param isEligible whether a source may be served now; the others keep their place */
  dequeue(isEligible: (source: string) => boolean): { source: string; item: Item } | undefined {
    for (const [source, items] of this.#bySource) {
      if (!isEligible(source)) continue;
      const item = items.shift() as Item;
      this.#size--;
      this.#bySource.delete(source);
      if (items.length > 0) this.#bySource.set(source, items);
      return { source, item };
    }
    return undefined;
  }

  #evict(added: Item[]): Item | undefined {
    let longest = added;
    for (const items of this.#bySource.values()) if (items.length > longest.length) longest = items;
    this.#size--;
    const evicted = longest.pop();
    for (const [source, items] of this.#bySource) if (items.length === 0) this.#bySource.delete(source);
    return evicted;
  }
}
