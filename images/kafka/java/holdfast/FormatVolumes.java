package holdfast;

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
        int code = StorageTool$.MODULE$.execute(command, System.out);
        if (code != 0) {
            System.exit(code);
        }
    }

    private FormatVolumes() {}
}
