"""Who talks to whom inside an installation: each service has a certificate, whose name is also its account."""

from dataclasses import dataclass

HERE = "localhost"
# Users of the images that run them: the application's, PostgreSQL's and Redis's, the machine's root.
APPLICATION, SERVER, ROOT = 10001, 999, 0


@dataclass(frozen=True, slots=True)
class Service:
    """`names` are those by which it is reached; without any, it only asks others. `in_redis` are the rules of its
    account there: what it may ask, and of which keys.
    """

    name: str
    owner: int
    names: tuple[str, ...] = ()
    asks: bool = True
    in_redis: str = ""


# What kombu, the cache and the metrics ask, measured by ACL LOG: tests/network_links reads it empty after a day's work.
# An account publishes in queues without reading or emptying them; only workers take from them and run kombu's scripts.
CONNECTING = "+hello +auth +ping +select +client|setinfo +multi +exec +discard"
QUEUES = "~interactive* ~bulk* ~documents* ~_kombu.binding*"
PUBLISHING = f"{CONNECTING} {QUEUES} +lpush +llen +sadd +smembers"
CACHE = "(~cpg:* +get +set +del +incrby +decrby +exists +expire +pexpire +persist)"
METRICS_READ, METRICS_WRITTEN = "(~cpg-metrics-* +hgetall)", "(~cpg-metrics-* +hincrby)"
# A pattern of subscription is allowed only as it is written here.
CONSUMING = (
    "~unacked* ~*.celery.pidbox* ~celeryev* &/0.celery.pidbox &/0.celeryev/worker.* &/0.reply.celery.pidbox* "
    "+rpush +brpop +rpop +del +exists +hset +hget +hdel +srem +zadd +zrem +zrange +zrangebyscore +zrevrangebyscore "
    "+get +set +watch +unwatch +time +publish +subscribe +psubscribe +unsubscribe +punsubscribe "
    "+eval +evalsha +script|load +script|exists"
)
WORKING = f"{PUBLISHING} {CONSUMING} {CACHE} {METRICS_WRITTEN}"
SERVICES = (
    Service("postgres", SERVER, ("postgres", HERE), asks=False),
    Service("redis", SERVER, ("redis", HERE)),
    Service("web", APPLICATION, ("web", "web-2", HERE), in_redis=f"{PUBLISHING} {CACHE} {METRICS_READ}"),
    Service("interactive", APPLICATION, in_redis=WORKING),
    Service("bulk", APPLICATION, in_redis=WORKING),
    Service("beat", APPLICATION, in_redis=PUBLISHING),
    Service("migrate", APPLICATION),
    Service("proxy", ROOT),
    Service("bi", ROOT),
    Service("supervision", ROOT),
)
