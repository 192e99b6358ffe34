"""Counts visits in Redis and tells Kafka of each one. The clients are Debian's, the settings come from the stack."""
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from confluent_kafka import KafkaException, Producer
from redis.exceptions import RedisError
from redis.sentinel import Sentinel

env = os.environ
with open(env["REDIS_PASSWORD_FILE"]) as file:
    login = {"username": env["REDIS_USERNAME"], "password": file.read().strip()}
# Short, so that a node that has vanished is left within seconds.
patience = {"socket_connect_timeout": 0.5, "socket_timeout": 1}
addresses = [address.rsplit(":", 1) for address in env["REDIS_SENTINELS"].split(",")]
sentinel = Sentinel(addresses, sentinel_kwargs={**login, **patience}, db=env["REDIS_DATABASE"], **login, **patience)
redis = sentinel.master_for(env["REDIS_PRIMARY_NAME"])  # asks anew on every connection: follows a failover

# acks=all with min in-sync 2: what is acknowledged outlives a broker.
producer = Producer({"bootstrap.servers": env["KAFKA_BROKERS"], "acks": "all", "enable.idempotence": True,
                     "delivery.timeout.ms": 10_000})


def visit():
    number = redis.incr("ownapp:visits")
    landed = {}
    producer.produce("visits", str(number), on_delivery=lambda error, message: landed.update(error=error, message=message))
    producer.flush(10)
    if landed.get("error") or not landed:
        raise KafkaException(landed.get("error"))
    return f"visit {number}, in Kafka as visits/{landed['message'].partition()} at {landed['message'].offset()}\n"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # Nginx keeps its connections

    def do_GET(self):
        try:
            status, text = (200, "ok\n") if self.path == "/healthz" else (200, visit())
        except (RedisError, KafkaException) as error:
            status, text = 503, f"not right now: {error}\n"
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_request(self, *_):
        pass


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", int(env["PORT"])), Handler).serve_forever()
