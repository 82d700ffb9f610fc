export type Message = Readonly<{
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  /** The same for every attempt at one email, so that a provider delivers it once. */
  idempotencyKey: string;
}>;

/**
 * Hands a message to the mail provider.
 * @throws DeliveryRejected
 * @throws DeliveryDeferred
 */
export type Transport = (message: Message) => Promise<void>;

export const DELIVERY_TIMEOUT_MS = 30_000;

/** A permanent failure: another attempt would fail too. */
export class DeliveryRejected extends Error {
  override name = "DeliveryRejected";
}

/** A transient failure: another attempt may succeed. */
export class DeliveryDeferred extends Error {
  override name = "DeliveryDeferred";
  /** How long the provider asked us to send nothing at all. */
  readonly pauseSeconds: number | undefined;

  constructor(reason: string, pauseSeconds?: number) {
    super(reason);
    this.pauseSeconds = pauseSeconds;
  }
}

export type DeliveryOutcome = "sent" | DeliveryRejected | DeliveryDeferred;
