package holdfast;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads partitions from their beginning to their end and tells what is in them. */
final class PartitionProof {
    /** Without any record for so long, a partition that has not ended is not readable. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static Map<TopicPartition, Fingerprint> read(String bootstrap, Collection<TopicPartition> partitions) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap,
                "enable.auto.commit", false,
                "auto.offset.reset", "earliest",
                "fetch.max.bytes", 8 * 1024 * 1024,
                "max.partition.fetch.bytes", 2 * 1024 * 1024,
                "max.poll.records", 5000);
        Map<TopicPartition, Fingerprint> found = new HashMap<>();
        partitions.forEach(partition -> found.put(partition, new Fingerprint()));
        if (partitions.isEmpty()) {
            return found;
        }
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> open = new HashSet<>(partitions);
            open.removeIf(partition -> ends.get(partition) == 0);
            consumer.assign(open);
            consumer.seekToBeginning(open);
            Instant moved = Instant.now();
            while (!open.isEmpty()) {
                var records = consumer.poll(Duration.ofMillis(200));
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    found.get(new TopicPartition(record.topic(), record.partition()))
                            .add(record.timestamp(), record.key(), record.value(), List.of(record.headers().toArray()));
                }
                moved = records.isEmpty() ? moved : Instant.now();
                open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
                if (Instant.now().isAfter(moved.plus(PATIENCE))) {
                    throw new IllegalStateException("partitions " + open + " cannot be read to their end");
                }
            }
        }
        return found;
    }

    private PartitionProof() {}
}
