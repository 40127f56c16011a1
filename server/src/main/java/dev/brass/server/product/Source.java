package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.job.Run;
import dev.brass.spi.Answer;
import dev.brass.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The source of answers: kept ones when they are new enough, otherwise the store, which is asked
/// once for all calls of this node that want the same at the same time. Thread-safe.
///
/// An answer counts as retrieved when it arrived, so that a call accepts one that was in progress
/// before it. *A crash* loses an answer that is not kept yet; it is asked for again.
final class Source {

  private static final Logger LOG = LoggerFactory.getLogger(Source.class);

  /// In characters. A larger answer is returned and not kept.
  private static final int LARGEST_KEPT = 1024 * 1024;

  private final Jdbi jdbi;
  private final StoreAccess access;
  private final ProductJson json;
  private final ProductMetrics metrics;
  private final Duration timeout;
  private final InstantSource system;
  private final AnswerRepository repository = new AnswerRepository();
  private final Flights<AnswerKey, Reading<?>> flights = new Flights<>();

  /// The source.
  ///
  /// @param timeout how long a store has to answer
  Source(
      Jdbi jdbi,
      StoreAccess access,
      ProductJson json,
      ProductMetrics metrics,
      Duration timeout,
      InstantSource system) {
    this.jdbi = jdbi;
    this.access = access;
    this.json = json;
    this.metrics = metrics;
    this.timeout = timeout;
    this.system = system;
  }

  /// A question to a store that is asked now.
  ///
  /// @param notBefore the oldest acceptable answer
  /// @param clock the store's time
  record Asked<T>(
      AnswerKey key,
      ConfiguredStore store,
      Question<T> question,
      Instant notBefore,
      InstantSource clock) {

    /// Whether an answer will do.
    boolean takes(Reading<?> reading) {
      return switch (reading) {
        case Reading.Known<?>(_, var at) -> !at.isBefore(notBefore);
        case Reading.Refused<?>(_, var at) -> !at.isBefore(notBefore);
        case Reading.Failed<?> _, Reading.Processing<?> _ -> true;
      };
    }
  }

  /// The answer; never [Reading.Processing]. Blocks until the store answers, at most as long as it
  /// may take.
  <T> Reading<T> get(Asked<T> asked) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        Flights.Landing<Reading<?>> landing =
            Run.outside(() -> flights.join(asked.key(), left, () -> keptOrFetched(asked)));
        if (!landing.led()) {
          metrics.shared();
        }
        // An earlier caller may have accepted an older answer.
        if (landing.led() || asked.takes(landing.result())) {
          @SuppressWarnings("unchecked") // the key holds the question, whose answer is a T
          Reading<T> reading = (Reading<T>) landing.result();
          return reading;
        }
      }
    } catch (TimeoutException e) {
      // Counted when the work that this did not wait for comes to the same end.
      return new Reading.Failed<>(tooLate(asked));
    }
  }

  /// Has the whole time, since other callers may wait for it that have more time left than the one
  /// that began it.
  private <T> Reading<T> keptOrFetched(Asked<T> asked) {
    Optional<Reading<T>> kept = jdbi.withHandle(handle -> kept(handle, asked));
    return kept.orElseGet(() -> fetch(asked));
  }

  /// The kept answer, if it is recent enough.
  <T> Optional<Reading<T>> kept(Handle handle, Asked<T> asked) {
    Optional<Reading<T>> kept =
        repository
            .find(handle, asked.key())
            .flatMap(written -> json.read(asked.question(), written))
            .filter(asked::takes);
    kept.ifPresent(_ -> metrics.kept());
    return kept;
  }

  private <T> Reading<T> fetch(Asked<T> asked) {
    StoreSession session = access.open(asked.store(), asked.clock(), access.deadline(timeout));
    long start = System.nanoTime();
    Answer<T> answer;
    try {
      answer = session.ask(() -> asked.question().ask(asked.store().connector(), session));
    } catch (StoreException e) {
      LOG.info("{} gave no answer about {}", asked.store().code(), asked.question().kind(), e);
      return System.nanoTime() - start < timeout.toNanos() ? unreachable(asked) : late(asked);
    }
    metrics.fromStore();
    Instant at = asked.clock().instant().truncatedTo(ChronoUnit.MICROS);
    return switch (answer) {
      case Answer.Given<T>(var value) -> keep(asked, new Reading.Known<>(value, at));
      case Answer.Refused<T>(var error) -> {
        Reading<T> refused = new Reading.Refused<>(error, at);
        yield error.code().retrySafe() ? refused : keep(asked, refused);
      }
    };
  }

  private <T> Reading<T> keep(Asked<T> asked, Reading<T> reading) {
    WrittenReading written = json.write(reading);
    if (written.body().length() <= LARGEST_KEPT) {
      jdbi.useHandle(handle -> repository.save(handle, asked.key(), written, system.instant()));
    }
    return reading;
  }

  private <T> Reading<T> unreachable(Asked<T> asked) {
    metrics.failed();
    return new Reading.Failed<>(
        "The store '" + asked.store().code() + "' could not be asked; send the request again.");
  }

  private <T> Reading<T> late(Asked<T> asked) {
    metrics.failed();
    return new Reading.Failed<>(tooLate(asked));
  }

  private String tooLate(Asked<?> asked) {
    return "The store '%s' did not answer within %d seconds; send the request again."
        .formatted(asked.store().code(), Math.max(1, timeout.toSeconds()));
  }
}
