/** A mail as it arrived, whichever way it came. */
export type Message = Readonly<{
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  messageId?: string | undefined;
}>;

/** Letters that arrive, and whoever waits for one. */
export class Arrivals {
  readonly all: Message[] = [];
  #waiting: (() => void)[] = [];

  add(letter: Message): void {
    this.all.push(letter);
    for (const look of this.#waiting.splice(0)) look();
  }

  to(address: string): Message[] {
    return this.all.filter((letter) => letter.to === address);
  }

  /** The message to an address about something that came after so many others, waited for until it comes. */
  async next(address: string, subject: RegExp, after = 0): Promise<Message> {
    for (;;) {
      const found = this.to(address).filter((letter) => subject.test(letter.subject))[after];
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

/** The one link that a letter carries, read off its text as a person does. */
export function linkIn({ text }: Message): string {
  const links = text.match(/https?:\/\/\S+\/(activate|reset-password|confirm-email)\/\S+/g) ?? [];
  if (links.length !== 1) throw new Error(`There are ${links.length} links in the letter.`);
  return String(links[0]);
}
