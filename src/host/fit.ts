import { type Check, type HostFacts, isThere, type Needs } from './check.ts';
import { diskCheck, diskKindCheck } from './checks/disk.ts';
import { engineChecks } from './checks/engine.ts';
import { cgroupCheck, clockCheck, denialCheck, mapCountCheck, overcommitCheck } from './checks/kernel.ts';
import { portCheck, subnetCheck } from './checks/network.ts';
import { cpuCheck, memoryCheck } from './checks/size.ts';
import { desktopChecks } from './checks/desktop.ts';
import { systemCheck } from './checks/system.ts';

/** Every check of the host that the stack depends on. Without an engine that runs Linux there is less to ask. */
export function fit(needs: Needs, facts: HostFacts): readonly Check[] {
  const { engine } = facts;
  if (!isThere(engine) || engine.containers !== 'linux') {
    return [
      ...(isThere(engine) ? [systemCheck(engine, facts)] : []),
      ...desktopChecks(facts),
      ...engineChecks(facts),
      portCheck(needs, facts),
      subnetCheck(needs, facts),
    ];
  }
  return [
    systemCheck(engine, facts),
    ...desktopChecks(facts),
    ...engineChecks(facts),
    memoryCheck(needs, engine, facts),
    cpuCheck(needs, engine, facts),
    diskCheck(needs, facts),
    diskKindCheck(facts),
    cgroupCheck(engine),
    overcommitCheck(facts),
    mapCountCheck(facts),
    clockCheck(engine, facts),
    denialCheck(engine, facts),
    portCheck(needs, facts),
    subnetCheck(needs, facts),
  ];
}
