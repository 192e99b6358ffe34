package holdfast;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import kafka.tools.StorageTool$;

/**
 * Formats several nodes' volumes in one JVM: starting a JVM costs more than formatting.
 * Which volumes may be formatted is decided by the shell script that calls this.
 */
public final class FormatVolumes {
    /** Arguments: the cluster id, then one server.properties per node, each with its own log.dirs. */
    public static void main(String[] args) {
        for (int i = 1; i < args.length; i++) {
            format(args[0], args[i]);
        }
    }

    private static void format(String clusterId, String config) {
        String[] command = {"format", "--cluster-id", clusterId, "--config", config};
        // What the tool prints is a page of feature levels: of interest only when it failed.
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = 1;
        try {
            code = StorageTool$.MODULE$.execute(command, new PrintStream(said, true));
        } catch (Exception failed) {
            System.err.println("kafka-format: " + failed);
        }
        if (code != 0) {
            System.err.println("kafka-format: " + config + " could not be used to format: " + said);
            System.exit(code);
        }
        System.out.println("kafka-format: formatted the volume of " + config);
    }

    private FormatVolumes() {}
}
