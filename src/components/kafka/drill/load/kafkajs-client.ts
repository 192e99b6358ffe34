import { connect, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import type { Plan } from '../../../../plan/plan.ts';
import { clientSettings } from '../../client-settings.ts';
import { nodeIds, reachedFromHost, type Endpoint } from '../../properties.ts';
import type { KafkaSettings } from '../../schema.ts';
import type { Brokers } from './leader.ts';

/**
 * kafkajs with the settings that the bundle hands out in clients/kafkajs.mjs, and with a way to end it: what it is
 * doing when it is closed goes on in it, and would connect again.
 */
export class KafkajsClient {
  readonly kafka: Kafka;
  readonly #sockets = new Set<Socket>();
  /** By what the brokers tell of themselves, `host:port`, which is also what kafkajs is told. */
  readonly #ways: ReadonlyMap<string, Endpoint>;
  #shut = false;

  /** @param brokers where each is reached, which may be another place than it tells */
  constructor(brokers: Brokers, settings: KafkaSettings, plan: Plan) {
    const told = new Map(nodeIds(settings).map((node) => [node, nameOf(reachedFromHost(plan, node))]));
    this.#ways = new Map([...brokers].map(([node, way]) => [told.get(node) ?? '', way]));
    this.kafka = new Kafka({
      ...clientSettings(plan.failover).client,
      clientId: 'holdfast-drill',
      brokers: [...told.values()],
      logLevel: logLevel.NOTHING,
      socketFactory: ({ host, port, onConnect }) => this.#open(host, port, onConnect),
    });
  }

  /** No connection from now on. */
  shut(): void {
    this.#shut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(host: string, port: number, onConnect: () => void): Socket {
    if (this.#shut) throw new Error('the drill is over');
    const way = this.#ways.get(nameOf({ host, port })) ?? { host, port };
    const socket = connect({ ...way }, onConnect);
    // As kafkajs itself does it (socketFactory.js).
    socket.setKeepAlive(true, 60_000);
    // One listener for each request that waits until it is connected, which Node would warn of.
    socket.setMaxListeners(0);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}

function nameOf({ host, port }: Endpoint): string {
  return `${host}:${String(port)}`;
}
