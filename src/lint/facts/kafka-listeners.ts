import { isKnown, scalarAt } from '../yaml/value.ts';
import { listOf, type KafkaNode } from './kafka.ts';

/** One address that a broker tells clients and other brokers. */
export interface Advertised {
  readonly listener: string;
  readonly host: string;
  readonly port: string;
}

/** Everything a broker advertises, as far as it is known. */
export function advertisedOf(node: KafkaNode): readonly Advertised[] {
  return listOf(node, 'advertised.listeners').flatMap((text) => {
    const [, listener = '', host = '', port = ''] = /^(\w+):\/\/(\[[^\]]*\]|[^:]*):(.+)$/.exec(text) ?? [];
    return listener !== '' && isKnown(text) ? [{ listener, host: host.replaceAll(/[[\]]/g, ''), port }] : [];
  });
}

/** The address other brokers use, by inter.broker.listener.name or the protocol (PLAINTEXT by default). */
export function betweenBrokers(node: KafkaNode): Advertised | undefined {
  const name =
    node.settings.get('inter.broker.listener.name')?.text ??
    node.settings.get('security.inter.broker.protocol')?.text ??
    'PLAINTEXT';
  return advertisedOf(node).find(({ listener }) => listener === name);
}

/** An address that means whoever asks. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(host);
}

/** On the host's own network a loopback address does reach the neighbours. */
export function isOnHostNetwork({ service }: KafkaNode): boolean {
  return scalarAt(service.body, 'network_mode')?.text === 'host';
}
