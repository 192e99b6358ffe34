// What goes into vendor/: one file per library, only what the app imports. scripts/vendor.mjs turns this into bundles.
export const entries = {
  ioredis: "export { Redis } from 'ioredis';",
  kafkajs: "import kafkajs from 'kafkajs'; export const { Kafka, Partitioners, logLevel } = kafkajs;",
  ws: "export { WebSocketServer } from 'ws';",
};
