import { settingOf, type RedisNode } from '../facts/redis.ts';
import { isOpenToAll, type Port } from '../facts/ports.ts';
import type { KafkaNode } from '../facts/kafka.ts';
import type { Service } from '../facts/service.ts';
import type { Stack } from '../facts/stack.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A store that anybody may empty. */
export const storeOpenToAll: Rule = {
  id: 'store-open-to-all',
  severity: 'error',
  looksAt: 'ports of stores and Sentinels published on every interface without authentication',
  reason:
    'Docker opens published ports past the host’s firewall rules: whoever reaches the machine can empty Redis, delete topics or promote a node, and scanners do.',
  mend: 'publish on the loopback address only ("127.0.0.1:PORT:PORT"), or require a password',
  source: 'Docker documentation, Port publishing and mapping; Redis documentation, Security',
  *check(stack) {
    for (const service of unlocked(stack)) {
      const open: Port | undefined = service.ports.find(isOpenToAll);
      if (open !== undefined)
        yield foundAt(service, open.at, 'published on every interface, and no password is asked for');
    }
  },
};

function unlocked({ redis, sentinels, kafka, services, role }: Stack): readonly Service[] {
  return [
    ...[...redis, ...sentinels].filter(asksNothing).map(({ service }) => service),
    ...kafka.filter(isPlain).map(({ service }) => service),
    ...services.filter((service) => role(service) === 'zookeeper'),
  ];
}

function asksNothing(node: RedisNode): boolean {
  const locks = ['requirepass', 'aclfile', 'user', 'tls-auth-clients'];
  const bitnamiOpen = node.service.environment.values.get('ALLOW_EMPTY_PASSWORD')?.text === 'yes';
  return (node.whole || bitnamiOpen) && locks.every((name) => settingOf(node, name) === undefined);
}

function isPlain({ settings, whole }: KafkaNode): boolean {
  const names = [
    'listener.security.protocol.map',
    'listeners',
    'advertised.listeners',
    'security.inter.broker.protocol',
  ];
  return whole && names.every((name) => !/SASL|SSL/.test(settings.get(name)?.text ?? ''));
}
