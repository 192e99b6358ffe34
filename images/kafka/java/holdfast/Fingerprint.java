package holdfast;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.header.Header;

/** Number and contents of the records of one partition, in order: two partitions that agree in it hold the same. */
final class Fingerprint {
    private final CRC32C sum = new CRC32C();
    private final ByteBuffer number = ByteBuffer.allocate(8);
    private long records;

    void add(long timestamp, byte[] key, byte[] value, Iterable<Header> headers) {
        records++;
        add(timestamp);
        add(key);
        add(value);
        for (Header header : headers) {
            add(header.key().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            add(header.value());
        }
    }

    private void add(byte[] bytes) {
        add(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            sum.update(bytes, 0, bytes.length);
        }
    }

    private void add(long value) {
        number.clear();
        number.putLong(value);
        sum.update(number.array(), 0, 8);
    }

    long records() {
        return records;
    }

    boolean sameAs(Fingerprint other) {
        return records == other.records && sum.getValue() == other.sum.getValue();
    }
}
