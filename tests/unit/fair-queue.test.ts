import { expect, test } from "vitest";
import { FairQueue } from "#lib/passwords/fair-queue.ts";

const anySource = () => true;

const dequeueAll = (queue: FairQueue<string>) => {
  const items: string[] = [];
  for (let next = queue.dequeue(anySource); next; next = queue.dequeue(anySource)) items.push(next.item);
  return items;
};

test("sources take turns, each in its own order", () => {
  const queue = new FairQueue<string>(10);
  for (const item of ["a1", "a2", "a3", "b1", "c1", "c2"]) queue.enqueue(item.slice(0, 1), item);
  expect(dequeueAll(queue)).toEqual(["a1", "b1", "c1", "a2", "c2", "a3"]);
});

test("a full queue evicts the newest item of the largest source", () => {
  const queue = new FairQueue<string>(4);
  for (const item of ["a1", "a2", "a3", "b1"])
    expect(queue.enqueue("a1a2a3".includes(item) ? "a" : "b", item)).toBeUndefined();
  expect(queue.enqueue("c", "c1")).toBe("a3");
  expect(queue.enqueue("a", "a4")).toBe("a4");
  expect(dequeueAll(queue)).toEqual(["a1", "b1", "c1", "a2"]);
});

test("a full queue of single items rejects new ones", () => {
  const queue = new FairQueue<string>(2);
  for (const item of ["a", "b"]) queue.enqueue(item, item);
  expect(queue.enqueue("c", "c")).toBe("c");
  expect(dequeueAll(queue)).toEqual(["a", "b"]);
});

test("an ineligible source is skipped, and keeps its place", () => {
  const queue = new FairQueue<string>(10);
  for (const item of ["a1", "b1"]) queue.enqueue(item.slice(0, 1), item);
  expect(queue.dequeue((source) => source !== "a")?.item).toBe("b1");
  expect(queue.dequeue((source) => source !== "a")).toBeUndefined();
  expect(dequeueAll(queue)).toEqual(["a1"]);
});
