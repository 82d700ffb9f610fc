import { expect, test } from "vitest";
import { FairQueue } from "#lib/passwords/fair-queue.ts";

const anySource = () => true;

const takeAll = (queue: FairQueue<string>) => {
  const taken: string[] = [];
  for (let next = queue.take(anySource); next; next = queue.take(anySource)) taken.push(next.item);
  return taken;
};

test("sources take turns, each in its own order", () => {
  const queue = new FairQueue<string>(10);
  for (const item of ["a1", "a2", "a3", "b1", "c1", "c2"]) queue.add(item.slice(0, 1), item);
  expect(takeAll(queue)).toEqual(["a1", "b1", "c1", "a2", "c2", "a3"]);
});

test("a full queue rejects the newest item of the largest source", () => {
  const queue = new FairQueue<string>(4);
  for (const item of ["a1", "a2", "a3", "b1"])
    expect(queue.add("a1a2a3".includes(item) ? "a" : "b", item)).toBeUndefined();
  expect(queue.add("c", "c1")).toBe("a3");
  expect(queue.add("a", "a4")).toBe("a4");
  expect(takeAll(queue)).toEqual(["a1", "b1", "c1", "a2"]);
});

test("a full queue of single items rejects new ones", () => {
  const queue = new FairQueue<string>(2);
  for (const item of ["a", "b"]) queue.add(item, item);
  expect(queue.add("c", "c")).toBe("c");
  expect(takeAll(queue)).toEqual(["a", "b"]);
});

test("a skipped source keeps its turn", () => {
  const queue = new FairQueue<string>(10);
  for (const item of ["a1", "b1"]) queue.add(item.slice(0, 1), item);
  expect(queue.take((source) => source !== "a")?.item).toBe("b1");
  expect(queue.take((source) => source !== "a")).toBeUndefined();
  expect(takeAll(queue)).toEqual(["a1"]);
});
