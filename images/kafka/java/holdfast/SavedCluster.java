package holdfast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** What a backup says of a cluster: positions.json, written by the backup service, and the files it names. */
record SavedCluster(List<SavedTopic> topics, Map<String, Map<TopicPartition, Long>> groups, JsonNode acls) {

    record SavedTopic(String name, Map<String, String> config, List<SavedPartition> partitions) {}

    record SavedPartition(TopicPartition partition, long start, List<Path> files, long records) {}

    static SavedCluster read(Path directory) throws IOException {
        JsonNode saved = new ObjectMapper().readTree(directory.resolve("positions.json").toFile());
        List<SavedTopic> topics = new ArrayList<>();
        for (var topic : saved.get("topics").properties()) {
            topics.add(topic(topic.getKey(), topic.getValue(), directory));
        }
        Map<String, Map<TopicPartition, Long>> groups = new TreeMap<>();
        for (var group : saved.get("groups").properties()) {
            groups.put(group.getKey(), positions(group.getValue()));
        }
        return new SavedCluster(topics, groups, saved.get("acls"));
    }

    private static SavedTopic topic(String name, JsonNode topic, Path directory) {
        Map<String, String> config = new TreeMap<>();
        topic.get("config").properties().forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
        List<SavedPartition> partitions = new ArrayList<>();
        for (JsonNode one : topic.get("partitions")) {
            List<Path> files = new ArrayList<>();
            long records = 0;
            for (JsonNode file : one.get("files")) {
                files.add(directory.resolve(file.get("path").asText()));
                records += file.get("records").asLong();
            }
            var partition = new TopicPartition(name, one.get("partition").asInt());
            partitions.add(new SavedPartition(partition, one.get("start").asLong(), files, records));
        }
        return new SavedTopic(name, config, partitions);
    }

    private static Map<TopicPartition, Long> positions(JsonNode group) {
        Map<TopicPartition, Long> positions = new java.util.HashMap<>();
        for (var topic : group.properties()) {
            for (var partition : topic.getValue().properties()) {
                positions.put(
                        new TopicPartition(topic.getKey(), Integer.parseInt(partition.getKey())),
                        partition.getValue().asLong());
            }
        }
        return positions;
    }

    List<SavedPartition> partitions() {
        return topics.stream().flatMap(topic -> topic.partitions().stream()).toList();
    }

    /** Every position that some group has in a partition, in order. */
    TreeSet<Long> positionsIn(TopicPartition partition) {
        TreeSet<Long> positions = new TreeSet<>();
        groups.values().forEach(group -> {
            if (group.containsKey(partition)) {
                positions.add(group.get(partition));
            }
        });
        return positions;
    }
}
