/** The configuration of an image. */
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
  /** The directory of the unpacked image. */
  root: string;
  /** The size of all layers in a registry. */
  compressedBytes: number;
}>;

export type Mount = Readonly<{
  /** The name of a volume, or an absolute path on this machine. */
  source: string;
  target: string;
  readOnly: boolean;
}>;

export type ContainerOptions = Readonly<{
  image: string;
  /** The host name in its network. */
  name: string;
  /** Overrides that of the image. */
  entrypoint?: readonly string[] | undefined;
  /** Overrides that of the image. */
  command?: readonly string[] | undefined;
  environment?: Readonly<Record<string, string>>;
  /** `UID` or `UID:GID`; overrides that of the image. */
  user?: string | undefined;
  mounts?: readonly Mount[];
  /** Writable although the root is read-only. */
  tmpfs?: readonly string[];
  readOnly?: boolean;
  dropsCapabilities?: boolean;
  /** Whether it has no network. */
  isolated?: boolean;
  input?: Buffer | undefined;
}>;

export type Finished = Readonly<{ code: number; stdout: Buffer; stderr: string }>;

export type Container = Readonly<{
  address: string;
  logs(): string;
  /** The exit code, or 128 plus the number of the signal. */
  ended: Promise<number>;
  /** Sends the stop signal of the image and returns the exit code. */
  stop(): Promise<number>;
  /** Runs another command in the container. */
  execute(command: readonly string[], input?: Buffer): Promise<Finished>;
}>;

/** Containers with a common network and volumes. */
export type Network = Readonly<{
  /** The address of this process for the containers. */
  gateway: string;
  start(options: ContainerOptions): Promise<Container>;
  /** Removes all containers and volumes. */
  remove(): Promise<void>;
}>;

/** Docker, or bubblewrap without Docker. */
export type Engine = Readonly<{
  image(name: string): Promise<Image>;
  createNetwork(): Promise<Network>;
}>;
