/** A mail as the transports take it. */
export type Message = Readonly<{
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  /** The same for every try at the same mail, by which a provider tells repetitions from new emails. */
  key: string;
}>;

/** Gets a message to the provider, or throws one of the two below. */
export type Deliver = (message: Message) => Promise<void>;

/** How long a provider may take before it is given up for this time. */
export const DELIVERY_TIMEOUT_MS = 30_000;

/** The provider will not take this mail, and asking again would not change that. */
export class DeliveryRefused extends Error {
  override name = "DeliveryRefused";
}

/** The mail could not be delivered now, and later it may be. */
export class DeliveryPostponed extends Error {
  override name = "DeliveryPostponed";
  /** How long the provider asked everybody to wait, in seconds. */
  readonly pauseSeconds: number | undefined;

  constructor(reason: string, pauseSeconds?: number) {
    super(reason);
    this.pauseSeconds = pauseSeconds;
  }
}

export type DeliveryOutcome = "sent" | DeliveryRefused | DeliveryPostponed;
