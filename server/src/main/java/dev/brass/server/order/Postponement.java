package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Trouble;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderEvent.Cancelled;
import dev.brass.server.order.OrderEvent.NotSent;
import dev.brass.server.order.OrderEvent.Postponed;
import dev.brass.server.order.OrderEvent.Refused;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The handling of orders whose store cannot be asked: they wait, lose no attempt, and fail once
/// they have waited as long as the store's rules allow.
///
/// An order that waits keeps its job, which snoozes. *A crash here* makes the job run again at
/// once, and it finds the order unchanged.
final class Postponement {

  private static final Logger LOG = LoggerFactory.getLogger(Postponement.class);

  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /// After an internal problem that ends as soon as it is noticed.
  private static final Duration SOON = Duration.ofSeconds(1);

  private final OrderWriter writer;
  private final InstantSource system;
  private final RandomGenerator random;

  Postponement(OrderWriter writer, InstantSource system, RandomGenerator random) {
    this.writer = writer;
    this.system = system;
    this.random = random;
  }

  /// Handles a store that cannot be asked before an attempt was begun.
  ///
  /// @param why one sentence
  /// @param soonest the earliest time at which to ask again
  /// @return empty when the order moved on meanwhile
  Optional<JobResult> postpone(
      Job job, Loaded loaded, ConfiguredStore store, String why, Duration soonest) {
    Instant now = OrderTime.of(system, loaded).now();
    Instant known = loaded.order().state().postponedSince();
    Instant since = known == null ? now : known;
    Instant last = since.plus(store.rules().holdFor());
    if (!now.isBefore(last)) {
      Happening refused = Happening.of(new Refused(now, neverAsked(store, since, why)));
      return writer.happen(loaded, refused.settling(job)).map(_ -> JobResult.done());
    }
    Duration pause = pause(since, now, soonest);
    Duration left = Duration.between(now, last);
    JobResult later = new JobResult.Snooze(pause.compareTo(left) < 0 ? pause : left);
    if (known != null) {
      return Optional.of(later);
    }
    LOG.info("order {} waits for {}: {}", loaded.order().id(), store.code(), why);
    return writer
        .happen(loaded, Happening.of(new Postponed(now, why, now.plus(pause))))
        .map(_ -> later);
  }

  /// Longer the longer the order has waited, with up to a quarter of jitter so that orders that
  /// wait together do not resume together.
  private Duration pause(Instant since, Instant now, Duration soonest) {
    Duration usual = JobResult.Snooze.quarterOf(Duration.between(since, now), SHORTEST, LONGEST);
    Duration pause = usual.compareTo(soonest) > 0 ? usual : soonest;
    return pause.plusMillis((long) (pause.toMillis() * random.nextDouble() / 4));
  }

  private static OrderError neverAsked(ConfiguredStore store, Instant since, String why) {
    return new OrderError(
        ErrorCode.INTERNAL_ERROR,
        "The store '%s' could not be asked since %s, longer than orders wait for it (hold-for): %s. Nothing was bought."
            .formatted(store.code(), since, why),
        Map.of("retailer", store.code(), "postponed_since", since.toString()));
  }

  /// Handles an attempt that was committed, but of which certainly nothing that buys was sent. If
  /// another node took over the order meanwhile and left it in doubt, this ends the doubt.
  ///
  /// @param row the attempt's row
  /// @param received the answer, redacted
  JobResult notSent(
      Job job,
      Loaded placing,
      AttemptRow row,
      ConfiguredStore store,
      Trouble trouble,
      String received) {
    return writer
        .decide(
            placing,
            JobResult::done,
            loaded -> {
              if (!Outcomes.isUnderWay(loaded.order().state(), row.id())) {
                LOG.info("order {} moved on before its attempt returned", placing.order().id());
                return Optional.of(JobResult.done());
              }
              return goBack(job, loaded, row, store, trouble, received);
            })
        .orElseThrow(() -> OrderWriter.keptChanging(placing.order().key()));
  }

  private Optional<JobResult> goBack(
      Job job,
      Loaded loaded,
      AttemptRow row,
      ConfiguredStore store,
      Trouble trouble,
      String received) {
    Instant now = OrderTime.of(system, loaded).now();
    AttemptRow ended = row.ended(AttemptRow.Status.NOT_SENT, now, received);
    Instant since = row.startedAt();
    if (!now.isBefore(since.plus(store.rules().holdFor()))) {
      Happening refused = Happening.of(new Refused(now, neverAsked(store, since, trouble.why())));
      return writer.happen(loaded, refused.with(ended).settling(job)).map(_ -> JobResult.done());
    }
    Duration pause = trouble.isOfStore() ? pause(now, now, SHORTEST) : SOON;
    Instant next = now.plus(pause);
    List<OrderEvent> events = new ArrayList<>();
    events.add(new NotSent(now, row.id(), since, trouble.why(), next));
    String abort = loaded.order().state().abort();
    if (abort != null) {
      events.add(new Cancelled(now, abort));
      return writer
          .happen(loaded, happening(events, ended).settling(job))
          .map(_ -> JobResult.done());
    }
    if (trouble.isOfStore()) {
      events.add(new Postponed(now, trouble.why(), next));
    }
    if (loaded.order().state() instanceof OrderState.Placing) {
      // The same job continues; if another node has it by now, that node finds the order retrying.
      return writer.happen(loaded, happening(events, ended)).map(_ -> new JobResult.Snooze(pause));
    }
    // The node that left it in doubt has ended that job.
    return writer
        .happen(
            loaded,
            happening(events, ended)
                .then(OrderJobs.place(loaded.order(), loaded.secrets().credential(), pause)))
        .map(_ -> JobResult.done());
  }

  private static Happening happening(List<OrderEvent> events, AttemptRow row) {
    return Happening.of(events.toArray(OrderEvent[]::new)).with(row);
  }
}
