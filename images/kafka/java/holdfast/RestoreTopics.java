package holdfast;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Brings a backup into an empty cluster: topics, every record with its key, headers, time and partition, the groups'
 * positions, the ACLs. Then it reads all of it back and compares, record for record. Groups go on at the record they would
 * have read next when the backup was taken; what they read after that comes again (at least once).
 * Arguments: bootstrap servers, the directory of the backup, the number of brokers. Exit code 0 only when all is proven.
 */
public final class RestoreTopics {
    private static final int REQUEST_SECONDS = 30;
    /** As many partitions side by side: each fills one broker's request at a time. */
    private static final int LANES = 3;

    private final String bootstrap;
    private final SavedCluster saved;
    private final AtomicLong sent = new AtomicLong();

    private RestoreTopics(String bootstrap, SavedCluster saved) {
        this.bootstrap = bootstrap;
        this.saved = saved;
    }

    public static void main(String[] args) {
        try {
            run(args[0], Path.of(args[1]), Integer.parseInt(args[2]));
        } catch (Throwable failed) {
            Throwable cause = failed instanceof ExecutionException ? failed.getCause() : failed;
            System.err.println("kafka-restore: " + cause);
            System.exit(1);
        }
        System.exit(0);
    }

    static void run(String bootstrap, Path directory, int brokers) throws Exception {
        new RestoreTopics(bootstrap, SavedCluster.read(directory)).run(brokers);
    }

    private void run(int brokers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            RestoredTopics topics = new RestoredTopics(admin, brokers);
            topics.create(saved.topics());
            List<TopicPartition> partitions = saved.partitions().stream().map(SavedCluster.SavedPartition::partition).toList();
            topics.refuseUnlessEmpty(partitions);
            List<PartitionLoader> loaded = load();
            System.err.println("kafka-restore: reading " + sent.get() + " records back");
            prove(loaded);
            topics.settle(saved.topics());
            int groups = restoreGroups(admin, loaded);
            int acls = restoreAcls(admin);
            System.out.printf("{\"topics\":%d,\"records\":%d,\"groups\":%d,\"acls\":%d}%n",
                    saved.topics().size(), sent.get(), groups, acls);
        }
    }

    private List<PartitionLoader> load() throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try (var producers = new Producers(bootstrap)) {
            List<Future<PartitionLoader>> running = new ArrayList<>();
            for (var partition : saved.partitions()) {
                var positions = saved.positionsIn(partition.partition());
                running.add(lanes.submit(() -> new PartitionLoader(partition, positions, producers, sent).load()));
            }
            List<PartitionLoader> loaded = new ArrayList<>();
            for (var one : running) {
                loaded.add(await(one));
            }
            producers.flush();
            for (PartitionLoader one : loaded) {
                one.throwFailure();
            }
            return loaded;
        } finally {
            lanes.shutdownNow();
        }
    }

    private PartitionLoader await(Future<PartitionLoader> running) throws Exception {
        while (true) {
            try {
                return running.get(1, TimeUnit.SECONDS);
            } catch (java.util.concurrent.TimeoutException goesOn) {
                System.err.println("kafka-restore: " + sent.get() + " records sent");
            }
        }
    }

    private void prove(List<PartitionLoader> loaded) {
        var found = PartitionProof.read(bootstrap, loaded.stream().map(one -> one.saved().partition()).toList());
        for (PartitionLoader one : loaded) {
            Fingerprint there = found.get(one.saved().partition());
            if (!there.sameAs(one.fingerprint())) {
                throw new IllegalStateException(one.saved().partition() + " holds " + there.records()
                        + " records, the backup " + one.fingerprint().records() + ", or not the same ones");
            }
        }
    }

    private int restoreGroups(Admin admin, List<PartitionLoader> loaded) throws Exception {
        Map<TopicPartition, PartitionLoader> byPartition = new HashMap<>();
        loaded.forEach(one -> byPartition.put(one.saved().partition(), one));
        int restored = 0;
        for (var group : saved.groups().entrySet()) {
            Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
            group.getValue().forEach((partition, before) -> {
                PartitionLoader one = byPartition.get(partition);
                if (one != null) {
                    positions.put(partition, new OffsetAndMetadata(one.position(before)));
                }
            });
            if (!positions.isEmpty()) {
                admin.alterConsumerGroupOffsets(group.getKey(), positions).all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
                restored++;
            }
        }
        return restored;
    }

    private int restoreAcls(Admin admin) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        for (JsonNode acl : saved.acls()) {
            bindings.add(new AclBinding(
                    new ResourcePattern(
                            ResourceType.fromCode((byte) acl.get("resourceType").asInt()),
                            acl.get("resourceName").asText(),
                            PatternType.fromCode((byte) acl.get("patternType").asInt())),
                    new AccessControlEntry(
                            acl.get("principal").asText(),
                            acl.get("host").asText(),
                            AclOperation.fromCode((byte) acl.get("operation").asInt()),
                            AclPermissionType.fromCode((byte) acl.get("permission").asInt()))));
        }
        if (!bindings.isEmpty()) {
            admin.createAcls(bindings).all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        }
        return bindings.size();
    }
}
