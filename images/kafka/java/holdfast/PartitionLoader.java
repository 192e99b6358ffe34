package holdfast;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Utils;

/**
 * Sends one partition's records, in order, into a partition that is empty. Offsets begin at 0 there and have no holes, so a
 * group's old position becomes the number of records before it: what it had read stays read, as far as the backup knew.
 */
final class PartitionLoader {
    private final SavedCluster.SavedPartition saved;
    private final Producers producers;
    private final AtomicLong progress;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final TreeSet<Long> pending;
    private final Map<Long, Long> mapped = new HashMap<>();
    private final Fingerprint fingerprint = new Fingerprint();
    private Producer<byte[], byte[]> producer;
    private long now;

    PartitionLoader(SavedCluster.SavedPartition saved, TreeSet<Long> positions, Producers producers,
            AtomicLong progress) {
        this.saved = saved;
        this.pending = positions;
        this.producers = producers;
        this.progress = progress;
    }

    /** Returns itself: the fingerprint of what was sent, and the positions, are known then. */
    PartitionLoader load() throws Exception {
        now = System.currentTimeMillis();
        for (Path file : saved.files()) {
            load(file);
        }
        pending.forEach(position -> mapped.put(position, fingerprint.records()));
        return this;
    }

    private void load(Path file) throws Exception {
        try (FileRecords records = FileRecords.open(file.toFile(), false)) {
            for (RecordBatch batch : records.batches()) {
                batch.ensureValid();
                use(producers.with(batch.compressionType().name));
                for (Iterator<Record> all = batch.iterator(); all.hasNext(); ) {
                    Record record = all.next();
                    if (record.offset() >= saved.start()) {
                        send(record);
                    }
                }
            }
        } catch (IOException damaged) {
            throw new IllegalStateException(file + " cannot be read: " + damaged.getMessage(), damaged);
        }
    }

    /** Two producers do not know of each other: what the first has must be there before the second goes on. */
    private void use(Producer<byte[], byte[]> next) {
        if (producer != null && producer != next) {
            producer.flush();
        }
        producer = next;
    }

    private void send(Record record) throws Exception {
        while (!pending.isEmpty() && pending.first() <= record.offset()) {
            mapped.put(pending.pollFirst(), fingerprint.records());
        }
        byte[] key = record.hasKey() ? Utils.toArray(record.key()) : null;
        byte[] value = record.hasValue() ? Utils.toArray(record.value()) : null;
        // A record without a time gets one: Kafka would take none, and the first look for old ones would delete it.
        long timestamp = record.timestamp() < 0 ? now : record.timestamp();
        var headers = java.util.List.of(record.headers());
        fingerprint.add(timestamp, key, value, headers);
        producer.send(new ProducerRecord<>(saved.partition().topic(), saved.partition().partition(), timestamp, key, value, headers),
                (metadata, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                });
        progress.incrementAndGet();
        throwFailure();
    }

    void throwFailure() throws Exception {
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    SavedCluster.SavedPartition saved() {
        return saved;
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    /** Where a group that was at this offset goes on. */
    long position(long before) {
        return mapped.get(before);
    }
}
