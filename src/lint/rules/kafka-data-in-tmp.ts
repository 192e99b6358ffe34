import { kafkaDirectory, keeperOf } from '../facts/data-directory.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Messages in a directory made to be emptied. */
export const kafkaDataInTmp: Rule = {
  id: 'kafka-data-in-tmp',
  severity: 'error',
  looksAt: 'log.dirs below /tmp, and images that keep it there unless they are told otherwise',
  reason:
    'The log is gone with the container; the apache/kafka image keeps it in /tmp unless log.dirs says otherwise, whatever volume is mounted elsewhere.',
  mend: 'write log.dirs /var/lib/kafka/data and mount a named volume there',
  source: 'Apache Kafka, config/server.properties: log.dirs; LOG_DIR_DEFAULT in ServerLogConfigs.java',
  *check({ kafka }) {
    for (const node of kafka) {
      const directory = kafkaDirectory(node);
      if (directory?.startsWith('/tmp') !== true || keeperOf(node.service, directory) !== undefined) continue;
      const said = node.settings.get('log.dirs') ?? node.settings.get('log.dir');
      yield said === undefined
        ? foundOn(node.service, `log.dirs is not set, and the image keeps its data in ${directory}`)
        : foundAt(node.service, said.at, `data in ${directory}`);
    }
  },
};
