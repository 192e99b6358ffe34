/** What a server may make us hold. Over any of these the stream is not trusted any more. */

/** Bytes of a bulk string: Redis' own proto-max-bulk-len. */
export const maxBulkBytes = 512 * 1024 * 1024;

/** Bytes of a line, that is of a simple string or an error. Redis itself stays far below; a script's status may not. */
export const maxLineBytes = 1024 * 1024;

/** Bytes of a number's line. A longer big number would cost quadratic time to read. */
export const maxNumberBytes = 4096;

/** Elements of one aggregate: Redis' own limit of a multibulk that it accepts. */
export const maxElements = 2 ** 31 - 1;

/** Aggregates within aggregates. Redis nests four deep or so, scripts at most a hundred. */
export const maxDepth = 512;
