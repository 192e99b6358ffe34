package holdfast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of the topics file: {@code NAME partitions=2 retention.ms=60000}. Blank lines and lines that start
 * with {@code #} are skipped. A value holds no white space; the generator refuses one that does.
 */
record WantedTopic(String name, int partitions, Map<String, String> config) {

    static List<WantedTopic> read(Path file) throws IOException {
        List<WantedTopic> topics = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                topics.add(parse(text));
            }
        }
        return topics;
    }

    private static WantedTopic parse(String line) {
        String[] words = line.split("\\s+");
        Map<String, String> config = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + words[i] + "' is not key=value, in: " + line);
            }
            config.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        String partitions = config.remove("partitions");
        if (partitions == null) {
            throw new IllegalArgumentException("no partitions=N, in: " + line);
        }
        return new WantedTopic(words[0], Integer.parseInt(partitions), config);
    }
}
