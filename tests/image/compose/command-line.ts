import type { Installation } from "#tests/image/installation.ts";
import { mountOf } from "./container-options.ts";

/** Files that commands read and write, by name. */
export type Files = Map<string, Buffer>;

/**
 * Runs a line such as `docker compose exec -T database pg_dump gatehouse > file`.
 * @throws Error if the command fails or is not supported
 */
export async function runComposeLine(line: string, installation: Installation, files: Files): Promise<void> {
  const words = line.split(" ");
  const [from, into] = ["<", ">"].map((sign) => (words.includes(sign) ? words[words.indexOf(sign) + 1] : undefined));
  const redirection = words.findIndex((word) => word === "<" || word === ">");
  const [docker, compose, subcommand, ...args] = redirection < 0 ? words : words.slice(0, redirection);
  const command = COMMANDS[String(subcommand)];
  if (docker !== "docker" || compose !== "compose" || !command) throw new Error(`Not supported: ${line}`);
  const firstWord = args.findIndex((word) => !word.startsWith("-"));
  const [options, rest] = firstWord < 0 ? [args, []] : [args.slice(0, firstWord), args.slice(firstWord)];
  const output = await command(installation, options, rest, from ? files.get(from) : undefined);
  if (into) files.set(into, output);
}

type Command = (
  installation: Installation,
  options: readonly string[],
  words: readonly string[],
  input: Buffer | undefined,
) => Promise<Buffer>;

const NOTHING = Buffer.alloc(0);

const COMMANDS: Readonly<Record<string, Command>> = {
  async up(installation, _options, services) {
    await installation.up(...services);
    return NOTHING;
  },
  async stop(installation, _options, services) {
    await Promise.all(services.map((service) => installation.stop(service)));
    return NOTHING;
  },
  async build(installation) {
    installation.rebuild();
    return NOTHING;
  },
  async exec(installation, _options, [service = "", ...words], input) {
    const { code, stdout, stderr } = await installation.container(service).execute(words, input);
    if (code !== 0) throw new Error(`${words.join(" ")} exited with ${code}:\n${stderr}`);
    return stdout;
  },
  async run(installation, options, [service = "", ...words], input) {
    const valuesOf = (name: string) =>
      options.filter((option) => option.startsWith(`--${name}=`)).map((option) => option.slice(name.length + 3));
    const [[entrypoint], [user]] = [valuesOf("entrypoint"), valuesOf("user")];
    const { ended, logs } = await installation.run(service, {
      name: "command",
      command: words,
      // Compose prefixes the names of volumes with that of the project.
      mounts: valuesOf("volume").map((volume) => mountOf(volume.replace(/^gatehouse_/, ""))),
      input,
      ...(entrypoint && { entrypoint: [entrypoint] }),
      ...(user && { user }),
    });
    const code = await ended;
    if (code !== 0) throw new Error(`${words.join(" ")} exited with ${code}:\n${logs()}`);
    return Buffer.from(logs());
  },
};
