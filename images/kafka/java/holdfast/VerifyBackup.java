package holdfast;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Restores a backup into a broker of its own, in this very JVM and without any network but this container's, and reads it
 * back. Arguments: the directory of the backup, an empty directory for the broker's data.
 */
public final class VerifyBackup {
    private static final String BOOTSTRAP = "127.0.0.1:9092";
    private static final Duration START = Duration.ofSeconds(60);

    public static void main(String[] args) {
        try {
            Path config = Path.of(args[1], "server.properties");
            Files.writeString(config, properties(Path.of(args[1], "data")));
            FormatVolumes.main(new String[] {"AAAAAAAAAAAAAAAAAAAAAQ", config.toString()});
            Thread broker = new Thread(() -> kafka.Kafka.main(new String[] {config.toString()}), "broker");
            broker.setDaemon(true);
            broker.start();
            untilItAnswers();
            RestoreTopics.run(BOOTSTRAP, Path.of(args[0]), 1);
        } catch (Throwable failed) {
            Throwable cause = failed instanceof ExecutionException ? failed.getCause() : failed;
            System.err.println("kafka-verify: " + cause);
            Runtime.getRuntime().halt(1);
        }
        // The broker has nothing that is worth a clean end.
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void untilItAnswers() throws Exception {
        Instant end = Instant.now().plus(START);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BOOTSTRAP))) {
            while (admin.describeCluster().nodes().get(60, TimeUnit.SECONDS).isEmpty()) {
                if (Instant.now().isAfter(end)) {
                    throw new IllegalStateException("the broker on trial did not start");
                }
                Thread.sleep(100);
            }
        }
    }

    private static String properties(Path data) {
        return String.join("\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:9093",
                "listeners=INTERNAL://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093",
                "listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name=INTERNAL",
                "controller.listener.names=CONTROLLER",
                "log.dirs=" + data,
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "log.cleaner.dedupe.buffer.size=16777216",
                "num.network.threads=1",
                "num.io.threads=2",
                "background.threads=2",
                "");
    }

    private VerifyBackup() {}
}
