package holdfast;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer for each compression that the backup's batches have. Records go back compressed as they were: a consumer may
 * know no other way (many clients bring only some of them).
 */
final class Producers implements AutoCloseable {
    private final String bootstrap;
    private final Map<String, Producer<byte[], byte[]>> open = new HashMap<>();

    Producers(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    synchronized Producer<byte[], byte[]> with(String compression) {
        return open.computeIfAbsent(compression, this::make);
    }

    private Producer<byte[], byte[]> make(String compression) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap,
                "acks", "all",
                "enable.idempotence", true,
                "compression.type", compression,
                "linger.ms", 20,
                "batch.size", 256 * 1024,
                "buffer.memory", 16 * 1024 * 1024L,
                "max.request.size", 12 * 1024 * 1024,
                "delivery.timeout.ms", 120_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    synchronized void flush() {
        open.values().forEach(Producer::flush);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Producer::close);
    }
}
