package holdfast;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Brings the cluster to the list of topics: creates what is missing, adds partitions, sets and resets the topics'
 * own settings.
 * Never deletes and never shrinks: a topic that is not in the list is left alone, and fewer partitions than there
 * are is refused, as Kafka cannot take a partition away without losing what is in it. Exit codes: 0 applied,
 * 1 the cluster did not answer in time or refused, 2 the list is wrong or asks to shrink.
 */
public final class ApplyTopics {
    /** Any single request to the cluster; the whole run is bounded by the deadline. */
    private static final int REQUEST_SECONDS = 10;

    private final Admin admin;
    private final Instant deadline;
    private final int brokers;

    private ApplyTopics(Admin admin, Instant deadline, int brokers) {
        this.admin = admin;
        this.deadline = deadline;
        this.brokers = brokers;
    }

    /** Arguments: bootstrap servers, the topics file, the number of brokers of the cluster, seconds to wait. */
    public static void main(String[] args) throws Exception {
        System.exit(run(args[0], Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3])));
    }

    static int run(String bootstrap, Path file, int brokers, int waitSeconds) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap,
                "request.timeout.ms", REQUEST_SECONDS * 1000,
                "default.api.timeout.ms", REQUEST_SECONDS * 1000,
                "reconnect.backoff.max.ms", 300,
                "retry.backoff.max.ms", 300);
        try (Admin admin = Admin.create(settings)) {
            Instant deadline = Instant.now().plusSeconds(waitSeconds);
            new ApplyTopics(admin, deadline, brokers).apply(WantedTopic.read(file));
            return 0;
        } catch (IllegalArgumentException refused) {
            System.err.println("kafka-topics-apply: refused, nothing was changed: " + refused.getMessage());
            return 2;
        } catch (ExecutionException | TimeoutException failed) {
            Throwable cause = failed instanceof ExecutionException ? failed.getCause() : failed;
            System.err.println("kafka-topics-apply: the cluster did not do it: " + cause);
            return 1;
        }
    }

    private void apply(List<WantedTopic> wanted) throws Exception {
        Map<String, TopicDescription> present = untilAnswered(() -> describe(wanted));
        refuseToShrink(wanted, present);
        List<WantedTopic> missing = wanted.stream().filter(t -> !present.containsKey(t.name())).toList();
        create(missing);
        int grown = grow(wanted, present);
        int configured = configure(wanted.stream().filter(t -> present.containsKey(t.name())).toList());
        System.out.printf("topics: %d wanted, %d created, %d grown, %d settings changed%n",
                wanted.size(), missing.size(), grown, configured);
    }

    private Map<String, TopicDescription> describe(List<WantedTopic> wanted) throws Exception {
        Set<String> names = admin.listTopics().names().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        List<String> known = wanted.stream().map(WantedTopic::name).filter(names::contains).toList();
        return admin.describeTopics(known).allTopicNames().get(REQUEST_SECONDS, TimeUnit.SECONDS);
    }

    private static void refuseToShrink(List<WantedTopic> wanted, Map<String, TopicDescription> present) {
        List<String> shrinking = new ArrayList<>();
        for (WantedTopic topic : wanted) {
            TopicDescription now = present.get(topic.name());
            if (now != null && now.partitions().size() > topic.partitions()) {
                shrinking.add(topic.name() + " has " + now.partitions().size() + " partitions, the spec says "
                        + topic.partitions());
            }
        }
        if (!shrinking.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", shrinking)
                    + ". A partition cannot be taken away without losing its messages: write the larger number,"
                    + " or delete the topic yourself.");
        }
    }

    private void create(List<WantedTopic> missing) throws Exception {
        if (missing.isEmpty()) {
            return;
        }
        untilAnswered(() -> allBrokersRegistered());
        short replication = (short) Math.min(3, brokers);
        List<NewTopic> topics = new ArrayList<>();
        for (WantedTopic topic : missing) {
            topics.add(new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.of(replication))
                    .configs(topic.config()));
        }
        untilAnswered(() -> createIgnoringExisting(topics));
    }

    /** Replicas are placed on the brokers known at that moment, so all of them must be. */
    private boolean allBrokersRegistered() throws Exception {
        int seen = admin.describeCluster().nodes().get(REQUEST_SECONDS, TimeUnit.SECONDS).size();
        if (seen < brokers) {
            throw new TimeoutException(seen + " of " + brokers + " brokers are up; new topics need all of them");
        }
        return true;
    }

    /** After a time-out a first attempt may have worked: that a topic exists by then is no failure. */
    private boolean createIgnoringExisting(List<NewTopic> topics) throws Exception {
        for (var created : admin.createTopics(topics).values().values()) {
            try {
                created.get(REQUEST_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof TopicExistsException)) {
                    throw failed;
                }
            }
        }
        return true;
    }

    private int grow(List<WantedTopic> wanted, Map<String, TopicDescription> present) throws Exception {
        Map<String, NewPartitions> larger = new HashMap<>();
        for (WantedTopic topic : wanted) {
            TopicDescription now = present.get(topic.name());
            if (now != null && now.partitions().size() < topic.partitions()) {
                larger.put(topic.name(), NewPartitions.increaseTo(topic.partitions()));
            }
        }
        if (!larger.isEmpty()) {
            untilAnswered(() -> allBrokersRegistered());
            admin.createPartitions(larger).all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        }
        return larger.size();
    }

    /** Changes only what differs: an unchanged list writes nothing to the metadata log. Returns how many settings. */
    private int configure(List<WantedTopic> topics) throws Exception {
        if (topics.isEmpty()) {
            return 0;
        }
        Map<ConfigResource, Config> now = admin.describeConfigs(topics.stream().map(ApplyTopics::resource).toList())
                .all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        int count = 0;
        for (WantedTopic topic : topics) {
            List<AlterConfigOp> ops = differences(topic, now.get(resource(topic)));
            if (!ops.isEmpty()) {
                changes.put(resource(topic), ops);
                count += ops.size();
                ops.forEach(op -> System.out.println("topics: " + topic.name() + ": " + told(op)));
            }
        }
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes).all().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        }
        return count;
    }

    private static ConfigResource resource(WantedTopic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    /** What the list names is set; what is set on the topic itself and not in the list goes back to the default. */
    private static List<AlterConfigOp> differences(WantedTopic topic, Config now) {
        List<AlterConfigOp> ops = new ArrayList<>();
        topic.config().forEach((key, value) -> {
            ConfigEntry entry = now.get(key);
            if (entry == null || !isTopicsOwn(entry) || !value.equals(entry.value())) {
                ops.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
            }
        });
        for (ConfigEntry entry : now.entries()) {
            // A reassignment under way keeps its throttle in the topic's settings and removes it itself.
            boolean throttle = entry.name().endsWith(".replication.throttled.replicas");
            if (isTopicsOwn(entry) && !throttle && !topic.config().containsKey(entry.name())) {
                ops.add(new AlterConfigOp(new ConfigEntry(entry.name(), null), AlterConfigOp.OpType.DELETE));
            }
        }
        return ops;
    }

    private static boolean isTopicsOwn(ConfigEntry entry) {
        return entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
    }

    private static String told(AlterConfigOp op) {
        String key = op.configEntry().name();
        return op.opType() == AlterConfigOp.OpType.SET
                ? key + "=" + op.configEntry().value()
                : key + " is back to the brokers' own, the spec does not set it";
    }

    private interface Question<T> {
        T ask() throws Exception;
    }

    /** Asks again while brokers are still starting; anything that waiting cannot mend is thrown at once. */
    private <T> T untilAnswered(Question<T> question) throws Exception {
        while (true) {
            try {
                return question.ask();
            } catch (ExecutionException failed) {
                boolean passing = failed.getCause() instanceof RetriableException
                        || failed.getCause() instanceof org.apache.kafka.common.errors.InvalidReplicationFactorException;
                if (!passing || Instant.now().isAfter(deadline)) {
                    throw failed;
                }
            } catch (TimeoutException failed) {
                if (Instant.now().isAfter(deadline)) {
                    throw failed;
                }
            }
            Thread.sleep(Duration.ofMillis(150));
        }
    }
}
