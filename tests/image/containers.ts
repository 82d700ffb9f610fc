/** What an image says of how it is run, as its builder wrote it. */
export type ImageConfig = Readonly<{
  Entrypoint?: readonly string[];
  Cmd?: readonly string[];
  Env?: readonly string[];
  User?: string;
  WorkingDir?: string;
  Labels?: Readonly<Record<string, string>>;
  Healthcheck?: Readonly<{ Test: readonly string[] }>;
  StopSignal?: NodeJS.Signals;
}>;

export type Image = Readonly<{
  config: ImageConfig;
  /** The directory that it is unpacked in. */
  root: string;
  /** All of its layers, as a registry keeps them. */
  compressedBytes: number;
}>;

export type Mount = Readonly<{
  /** A volume's name, or the absolute path of a file or directory on this machine. */
  source: string;
  target: string;
  readOnly: boolean;
}>;

export type ContainerOptions = Readonly<{
  image: string;
  /** The name that other containers of its network reach it by. */
  name: string;
  /** Instead of the image's own. */
  entrypoint?: readonly string[] | undefined;
  /** Instead of the image's own. */
  command?: readonly string[] | undefined;
  environment?: Readonly<Record<string, string>>;
  /** `UID` or `UID:GID`, instead of the image's own. */
  user?: string | undefined;
  mounts?: readonly Mount[];
  /** Where it may write although its root is read-only. */
  tmpfs?: readonly string[];
  readOnly?: boolean;
  /** Whether it is left without any capability. */
  dropsCapabilities?: boolean;
  /** Whether it reaches nobody. */
  isolated?: boolean;
  input?: Buffer | undefined;
}>;

export type Finished = Readonly<{ code: number; stdout: Buffer; stderr: string }>;

export type Container = Readonly<{
  /** Its address in its network. */
  address: string;
  /** Everything that it has printed so far. */
  logs(): string;
  /** Its exit code, 128 and the signal's number where one ended it. */
  ended: Promise<number>;
  /** Tells it to end, with the signal that its image names, and returns its exit code. */
  stop(): Promise<number>;
  /** Runs another command in it. */
  execute(command: readonly string[], input?: Buffer): Promise<Finished>;
}>;

/** Containers that reach each other by name, and volumes that they share. */
export type Network = Readonly<{
  /** The address at which they reach this process. */
  gateway: string;
  start(options: ContainerOptions): Promise<Container>;
  /** Ends the containers that are left, and removes them and their volumes. */
  remove(): Promise<void>;
}>;

/** What runs containers: Docker, or bubblewrap where there is none. */
export type Engine = Readonly<{
  image(name: string): Promise<Image>;
  createNetwork(): Promise<Network>;
}>;
