/** An email as it was received, by SMTP or through the provider's API. */
export type Message = Readonly<{
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  messageId?: string | undefined;
}>;

/** Received messages, which tests can wait for. */
export class Messages {
  readonly all: Message[] = [];
  #listeners: (() => void)[] = [];

  add(message: Message): void {
    this.all.push(message);
    for (const notify of this.#listeners.splice(0)) notify();
  }

  to(address: string): Message[] {
    return this.all.filter((message) => message.to === address);
  }

  /** Waits for the message to an address with this subject that comes after `skip` others. */
  async next(address: string, subject: RegExp, skip = 0): Promise<Message> {
    for (;;) {
      const message = this.to(address).filter((message) => subject.test(message.subject))[skip];
      if (message) return message;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }
}

/** The only link to an activation, reset or confirmation in a message's text. */
export function linkIn({ text }: Message): string {
  const links = text.match(/https?:\/\/\S+\/(activate|reset-password|confirm-email)\/\S+/g) ?? [];
  if (links.length !== 1) throw new Error(`The message contains ${links.length} links.`);
  return String(links[0]);
}
