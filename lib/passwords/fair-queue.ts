/** What waits for its turn, taken from its sources in turns, so that none of them makes the others wait for all of its. */
export class FairQueue<Item> {
  /** In the order of their turns. */
  readonly #waiting = new Map<string, Item[]>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds an item behind those of its source. In a full queue the newest of the source that has most of them makes room.
   * @returns what is turned away: maybe the item itself
   */
  add(source: string, item: Item): Item | undefined {
    const own = this.#waiting.get(source) ?? [];
    this.#waiting.set(source, own);
    own.push(item);
    this.#size++;
    return this.#size > this.#capacity ? this.#turnAway(own) : undefined;
  }

  /**
   * Takes the next item out.
   * @param isOpen whether something of a source may be taken now
   */
  take(isOpen: (source: string) => boolean): { source: string; item: Item } | undefined {
    for (const [source, items] of this.#waiting) {
      if (!isOpen(source)) continue;
      const item = items.shift() as Item;
      this.#size--;
      this.#waiting.delete(source);
      if (items.length > 0) this.#waiting.set(source, items);
      return { source, item };
    }
    return undefined;
  }

  #turnAway(own: Item[]): Item | undefined {
    let most = own;
    for (const items of this.#waiting.values()) if (items.length > most.length) most = items;
    this.#size--;
    const last = most.pop();
    for (const [source, items] of this.#waiting) if (items.length === 0) this.#waiting.delete(source);
    return last;
  }
}
