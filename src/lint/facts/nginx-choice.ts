import { upstreamOf, type NginxNode, type Pass } from './nginx.ts';
import type { Stack } from './stack.ts';

/** The places where requests go to more than one server, so that another can be asked. */
export function passesWithChoice(node: NginxNode, { named }: Stack): readonly Pass[] {
  return node.passes.filter((pass) => {
    const upstream = upstreamOf(node, pass);
    if (upstream !== undefined) return upstream.servers.length > 1;
    return (named(pass.host)?.instances ?? 1) > 1;
  });
}
