package holdfast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** The topics of a backup in a cluster: made without whatever would remove or change a record, settled once all are in. */
final class RestoredTopics {
    private static final int REQUEST_SECONDS = 30;
    /** Until the records are proven, nothing may age or be compacted, and times are the records' own. */
    private static final Map<String, String> MEANWHILE =
            Map.of("retention.ms", "-1", "retention.bytes", "-1", "cleanup.policy", "delete");
    /** Says what a record may be: needed from the start. */
    private static final String LARGEST = "max.message.bytes";

    private final Admin admin;
    private final short replication;

    RestoredTopics(Admin admin, int brokers) {
        this.admin = admin;
        this.replication = (short) Math.min(3, brokers);
    }

    void create(List<SavedCluster.SavedTopic> topics) throws Exception {
        var present = admin.listTopics().names().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        List<NewTopic> missing = new ArrayList<>();
        for (var topic : topics) {
            if (!present.contains(topic.name())) {
                Map<String, String> config = new TreeMap<>(MEANWHILE);
                if (topic.config().containsKey(LARGEST)) {
                    config.put(LARGEST, topic.config().get(LARGEST));
                }
                missing.add(new NewTopic(topic.name(), topic.partitions().size(), replication).configs(config));
            }
        }
        admin.createTopics(missing).all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
    }

    /** Records beside those of the backup would shift every group's position. */
    void refuseUnlessEmpty(Collection<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        var ends = admin.listOffsets(asked).all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        for (var end : ends.entrySet()) {
            if (end.getValue().offset() > 0) {
                throw new IllegalStateException(end.getKey() + " is not empty");
            }
        }
    }

    /** A single node cannot keep a promise of two copies; it is there to be read once. */
    void settle(List<SavedCluster.SavedTopic> topics) throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (var topic : topics) {
            List<AlterConfigOp> ops = new ArrayList<>();
            MEANWHILE.keySet().forEach(key -> {
                if (!topic.config().containsKey(key)) {
                    ops.add(new AlterConfigOp(new ConfigEntry(key, null), AlterConfigOp.OpType.DELETE));
                }
            });
            topic.config().forEach((key, value) -> {
                if (replication > 1 || !key.equals("min.insync.replicas")) {
                    ops.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
                }
            });
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), ops);
        }
        admin.incrementalAlterConfigs(changes).all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
    }
}
