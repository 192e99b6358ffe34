import { describe, expect, it } from 'vitest';
import { besideSpec } from '../../src/restore/beside-spec.ts';

const beside = (text: string) => besideSpec(text, 'shop2', '/home/me/shop', '/home/me/shop2');

describe('besideSpec', () => {
  it('changes the name, and keeps what can be shared, with its comments', () => {
    const text =
      '# Ours.\nname: shop\nredis: { memory: 32MiB, endpoint: false } # small\nbackup: "0 4 * * *"\n';
    expect(beside(text)).toEqual({ text: text.replace('shop', 'shop2').replaceAll("'", '"'), left: [] });
  });

  it('leaves out what only one of two stacks can have, and says so', () => {
    const text = `name: shop
nginx: { port: 80, serverName: example.com }
kafka: { ports: [19000, 19001, 19002] }
redis: { endpoint: 6379, nodes: 2 }
backup: { to: /mnt/nas, schedule: 0 4 * * * }
`;
    expect(beside(text)).toEqual({
      text: `name: shop2
nginx: { serverName: example.com }
redis: { nodes: 2 }
backup: { schedule: 0 4 * * * }
`,
      left: ['nginx.port', 'kafka.ports', 'redis.endpoint', 'backup.to'],
    });
  });

  it('a bare port of Nginx goes, a bare false stays', () => {
    expect(beside('name: shop\nnginx: 8081\n')).toEqual({ text: 'name: shop2\n', left: ['nginx.port'] });
    expect(beside('name: shop\nnginx: false\n').text).toBe('name: shop2\nnginx: false\n');
  });

  it('builds an app from where it lies', () => {
    const text = 'name: shop\napps: { web: { build: ./app }, other: { image: "a/b:1" } }\n';
    expect(beside(text).text).toContain('web: { build: ../shop/app }, other: { image: "a/b:1" }');
    expect(beside('name: shop\napps: { web: { build: ../app } }\n').text).toContain('build: ../app');
  });
});
