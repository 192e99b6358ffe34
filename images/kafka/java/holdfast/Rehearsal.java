package holdfast;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Runs once, while the image is built: everything a node and its one-shots do (format, start, create a topic,
 * produce, consume in a group, stop), so that the JVM can save the classes it loaded. A node then maps them
 * instead of parsing jars.
 */
public final class Rehearsal {
    private static final String BOOTSTRAP = "127.0.0.1:9092";
    private static final String TOPIC = "rehearsal";

    /** Arguments: a server.properties of a single node, a topics file with the topic `rehearsal`. */
    public static void main(String[] args) throws Exception {
        FormatVolumes.main(new String[] {"AAAAAAAAAAAAAAAAAAAAAQ", args[0]});
        Thread broker = new Thread(() -> kafka.Kafka.main(new String[] {args[0]}), "broker");
        broker.setDaemon(true);
        broker.start();
        int applied = ApplyTopics.run(BOOTSTRAP, Path.of(args[1]), 1, 60);
        if (applied != 0) {
            System.exit(applied);
        }
        ApplyTopics.run(BOOTSTRAP, Path.of(args[1]), 1, 60);
        produce();
        consume();
        System.exit(0);
    }

    private static void produce() throws Exception {
        Properties settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", BOOTSTRAP, "acks", "all", "enable.idempotence", "true"));
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>(TOPIC, "key-" + i, "value")).get();
            }
        }
    }

    private static void consume() {
        Properties settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", BOOTSTRAP, "group.id", TOPIC, "auto.offset.reset", "earliest"));
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            int seen = 0;
            for (int tries = 0; tries < 60 && seen < 100; tries++) {
                seen += consumer.poll(Duration.ofMillis(500)).count();
            }
            consumer.commitSync();
            if (seen < 100) {
                throw new IllegalStateException("the rehearsal saw " + seen + " of 100 messages");
            }
        }
    }

    private Rehearsal() {}
}
