export type Message = Readonly<{
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  /** The same for every attempt, so that a provider delivers the email once. */
  idempotencyKey: string;
}>;

/** @throws DeliveryRejected, DeliveryDeferred */
export type Transport = (message: Message) => Promise<void>;

export const DELIVERY_TIMEOUT_MS = 30_000;

/** Another attempt would fail too. */
export class DeliveryRejected extends Error {
  override name = "DeliveryRejected";
}

/** Another attempt may succeed. */
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
