import type { ExecResult } from './engine.ts';

/**
 * What hurts the containers of a running stack, and what undoes it. All by service name; all throw StackError('engine')
 * with the engine's own words. Nothing here removes a container of the stack, or a volume.
 */
export interface Hurt {
  /** A signal to the container's first process. SIGKILL keeps the restart policy from acting (docker kill does). */
  kill(stack: string, service: string, signal: 'SIGKILL' | 'SIGHUP' | 'SIGTERM'): Promise<void>;
  /** SIGKILL to the process below init, so that the container ends by itself and its restart policy acts. */
  crash(stack: string, service: string): Promise<void>;
  /** Stops within the service's own grace period, or the seconds given. */
  stop(stack: string, service: string, graceSeconds?: number): Promise<void>;
  /** Nothing to do for one that runs. */
  start(stack: string, service: string): Promise<void>;
  pause(stack: string, service: string): Promise<void>;
  /** Nothing to do for one that is not paused. */
  unpause(stack: string, service: string): Promise<void>;
  /** Every network a container has, with all that `connect` needs. */
  attachments(stack: string, service: string): Promise<readonly Attachment[]>;
  disconnect(stack: string, service: string, network: string): Promise<void>;
  /**
   * Runs a shell script as root beside a running container, in its network, with the right to change that network and
   * nothing else. The image is one of ours that has iproute2; what is changed goes when the container stops.
   */
  inNetworkOf(stack: string, service: string, script: string): Promise<ExecResult>;
  /**
   * Runs a shell script beside a container, whether or not that runs, as its user, without network, with its volumes at
   * their places. While the script runs they stay mounted.
   *
   * @param memoryMiB what the script may use; what it writes to a volume that is in memory counts
   */
  inVolumesOf(stack: string, service: string, script: string, memoryMiB?: number): Promise<ExecResult>;
  /** Removes everything in the volumes of a container that does not run, as its own user. The volumes stay. */
  empty(stack: string, service: string): Promise<void>;
  /** Gives back address and aliases. Nothing to do where it is connected already. */
  connect(stack: string, service: string, attachment: Attachment): Promise<void>;
}

/** How a container is connected to a network. */
export interface Attachment {
  readonly network: string;
  /** The fixed address; undefined where the engine chose one. */
  readonly address: string | undefined;
  /** Names by which others find it: Compose gives the service's. */
  readonly aliases: readonly string[];
}
