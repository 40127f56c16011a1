package dev.brass.server.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Every metric that operators scrape at `/metrics`. `docs/reference/metrics.md` is generated from
/// this list. No label has a tenant or a client's text, of which there may be too many.
public enum Metric {
  HTTP_REQUESTS(
      Kind.TIMER,
      "brass.http.requests",
      "Requests, from the head of the request to the head of the answer. `route` is the path with"
          + " placeholders, `none` for a path that does not exist, `refused` for a request that did"
          + " not reach the router, such as malformed HTTP",
      "method",
      "route",
      "status"),

  JOBS_RUN(
      Kind.TIMER,
      "brass.jobs.run",
      "Runs of jobs. `result` is `done`, `retried` (it failed and runs again), `discarded`, `snoozed`,"
          + " `cancelled` or `released` (it was interrupted)",
      "kind",
      "result"),

  JOBS_LAG(
      Kind.TIMER,
      "brass.jobs.lag",
      "From a job's due time to its claim: how long work waits for a place",
      "kind"),

  JOBS_TAKEN_OVER(
      Kind.COUNTER, "brass.jobs.taken.over", "Jobs that this node took over from dead nodes"),

  JOBS_STORED(
      Kind.GAUGE,
      "brass.jobs.stored",
      "Jobs in the table, counted about once a minute. `state` is `ready`, `parked` behind another"
          + " of its lane, `running`, `discarded` after all its attempts, `cancelled` or"
          + " `set_aside` since it ended the process twice",
      "kind",
      "state"),

  JOBS_UNKNOWN_STORE(
      Kind.GAUGE,
      "brass.jobs.unknown.store",
      "Jobs in the table at stores that this node does not know",
      "store"),

  JOBS_WORKING(
      Kind.GAUGE,
      "brass.jobs.working",
      "Jobs of this node that are running. At the kind's limit, the node is the bottleneck",
      "kind"),

  JOBS_IN_FLIGHT(
      Kind.GAUGE,
      "brass.jobs.in.flight",
      "Jobs of this node that have begun and not ended: the running ones, and those that wait for"
          + " another system",
      "kind"),

  ORDERS_EVENTS(
      Kind.COUNTER,
      "brass.orders.events",
      "Events of orders, counted by this node once they are committed (`docs/reference/events.md`)",
      "event"),

  ORDERS_FAILED(
      Kind.COUNTER,
      "brass.orders.failed",
      "Orders that were not bought, by the reason (`docs/reference/errors.md`)",
      "code"),

  ORDERS_STRAYS(
      Kind.GAUGE,
      "brass.orders.strays",
      "Stray purchases that no operator has settled, at most 10,000; counted about once a minute"),

  RECOVERING(
      Kind.GAUGE,
      "brass.recovering",
      "1 while the database may have lost its latest changes, otherwise 0"),

  RECOVERY_ORDERS(
      Kind.GAUGE,
      "brass.recovery.orders",
      "Orders at real stores that are not final while history may be lost; counted about once a"
          + " minute",
      "store",
      "state"),

  NODES_DIFFERENCES(
      Kind.GAUGE,
      "brass.nodes.differences",
      "Settings in which another node differs from this one"),

  PERSONAL_ROWS_CLEAR(
      Kind.GAUGE,
      "brass.personal.rows.clear",
      "Rows of older versions whose personal data is not encrypted yet"),

  PRODUCTS_READS(
      Kind.COUNTER,
      "brass.products.reads",
      "Answers about products. `from` is `kept` for a kept answer, `store` for a call to the store,"
          + " `shared` for another call's answer, `failed` when the store did not answer",
      "from"),

  STORES_UNREACHABLE(
      Kind.GAUGE, "brass.stores.unreachable", "1 while the store does not answer", "store"),

  STORES_CALLS(
      Kind.COUNTER,
      "brass.stores.calls",
      "Calls of this node's connectors to real stores. `result` is `answered`, or the obstacle:"
          + " `unreachable`, `busy` (the store asked to slow down), `no_turn` (its rate limit),"
          + " `late` (the deadline had passed), `stopped`, `connector` (it failed itself)",
      "store",
      "result"),

  STORES_TURN(
      Kind.TIMER,
      "brass.stores.turn",
      "Waits for a turn within the store's `requests-per-second`",
      "store"),

  WEBHOOK_DELIVERIES(
      Kind.COUNTER,
      "brass.webhook.deliveries",
      "Attempts to deliver a message. `outcome` is `delivered`, `failed` (another attempt follows) or"
          + " `given_up`",
      "outcome"),

  WEBHOOK_TRY(Kind.TIMER, "brass.webhook.try", "The time that receivers took to answer"),

  WEBHOOK_LAG(
      Kind.HISTOGRAM,
      "brass.webhook.lag",
      "From the commit of a message to its delivery, in buckets"),

  WEBHOOK_IN_FLIGHT(
      Kind.GAUGE, "brass.webhook.in.flight", "Calls of this node to receivers that are running"),

  WEBHOOK_CIRCUITS_OPEN(
      Kind.GAUGE,
      "brass.webhook.circuits.open",
      "Receivers that this node does not call for a while because they keep failing");

  /// The type of a metric.
  public enum Kind {
    /// A number that only grows.
    COUNTER,

    /// The present value.
    GAUGE,

    /// A count and a sum of seconds, and the maximum of the last minutes.
    TIMER,

    /// A timer with buckets.
    HISTOGRAM
  }

  private final Kind kind;
  private final String id;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  Metric(Kind kind, String id, String meaning, String... labels) {
    this.kind = kind;
    this.id = id;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  public Kind kind() {
    return kind;
  }

  /// The name within the process, such as `brass.jobs.run`.
  public String id() {
    return id;
  }

  /// One sentence without a full stop.
  public String meaning() {
    return meaning;
  }

  public List<String> labels() {
    return labels;
  }

  /// The counter with these values of the labels.
  public Counter counter(MeterRegistry registry, String... values) {
    check(Kind.COUNTER);
    return Counter.builder(id).description(meaning).tags(tags(values)).register(registry);
  }

  /// The timer with these values of the labels.
  public Timer timer(MeterRegistry registry, String... values) {
    check(Kind.TIMER);
    return Timer.builder(id).description(meaning).tags(tags(values)).register(registry);
  }

  /// A histogram, for the caller to add its buckets and to register.
  public Timer.Builder histogram() {
    check(Kind.HISTOGRAM);
    return Timer.builder(id).description(meaning).publishPercentileHistogram();
  }

  /// Shows a value of an object, which is not kept alive by it, with these values of the labels.
  public <T> void gauge(
      MeterRegistry registry, T object, ToDoubleFunction<T> value, String... values) {
    check(Kind.GAUGE);
    Gauge.builder(id, object, value).description(meaning).tags(tags(values)).register(registry);
  }

  /// Values that are replaced as a whole: the rows are made by [#row].
  public MultiGauge rows(MeterRegistry registry) {
    check(Kind.GAUGE);
    return MultiGauge.builder(id).description(meaning).register(registry);
  }

  /// A value of [#rows].
  public MultiGauge.Row<Number> row(long value, String... values) {
    return MultiGauge.Row.of(tags(values), value);
  }

  private void check(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalStateException(id + " is a " + kind);
    }
  }

  private Tags tags(String... values) {
    if (values.length != labels.size()) {
      throw new IllegalArgumentException(id + " has the labels " + labels);
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(labels.get(i), values[i]);
    }
    return tags;
  }
}
