import { exchangeDeadline } from "./provider-fetch.ts";
import { ProviderProblem } from "./provider-problem.ts";

type Limits = Readonly<{
  /** How long it is believed, in milliseconds; afterwards it is asked for again, or there is none. */
  maxAgeMs: number;
  /** How long it is not asked for again, in milliseconds, whatever came of it. */
  coolDownMs: number;
}>;

/** Something that the provider publishes. One question at a time serves everybody who waits for the answer. */
export class Kept<T> {
  readonly #ask: (signal: AbortSignal) => Promise<T>;
  readonly #limits: Limits;
  #value: Readonly<{ is: T; since: number }> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<T> | undefined;

  constructor(ask: (signal: AbortSignal) => Promise<T>, limits: Limits) {
    this.#ask = ask;
    this.#limits = limits;
  }

  /**
   * What it is.
   * @param signal ends the waiting, not the question that others wait for too
   * @throws ProviderProblem when it cannot be had
   */
  async get(signal: AbortSignal): Promise<T> {
    if (this.#value && Date.now() - this.#value.since < this.#limits.maxAgeMs) return this.#value.is;
    const renewed = this.#renew();
    if (!renewed) throw new ProviderProblem("unreachable");
    return within(signal, renewed);
  }

  /**
   * What it is by now; `undefined` where it is too soon to ask again.
   * @throws ProviderProblem when it cannot be had
   */
  async renewed(signal: AbortSignal): Promise<T | undefined> {
    const renewed = this.#renew();
    return renewed && within(signal, renewed);
  }

  #renew(): Promise<T> | undefined {
    if (this.#asking) return this.#asking;
    if (Date.now() - this.#askedAt < this.#limits.coolDownMs) return undefined;
    this.#askedAt = Date.now();
    this.#asking = this.#ask(exchangeDeadline())
      .then((is) => {
        this.#value = { is, since: Date.now() };
        return is;
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }
}

/** Waits for something that may outlast the one who waits. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>();
  const end = () => over.reject(new ProviderProblem("unreachable"));
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
