package dev.brass.server.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Work to be done later, not yet stored.
///
/// @param tenantId the owner of the work
/// @param kind the name of its [JobKind]
/// @param subject the subject of the work, such as an order's id
/// @param payload the handler's input beyond the subject; at most 64 KiB, empty when nothing
/// @param lane at most one job of a lane of this tenant runs at a time, the earliest due first;
///     null for no lane
/// @param delay how long from now until it is due; zero for at once
/// @param clock the movable clock that this job follows ([Jobs#moveClock]); null for the system
///     clock
/// @param scope the class of its turn, and the store at which it acts
public record NewJob(
    UUID tenantId,
    String kind,
    UUID subject,
    String payload,
    @Nullable String lane,
    Duration delay,
    @Nullable UUID clock,
    JobScope scope) {

  private static final int LARGEST_PAYLOAD = 64 * 1024;

  public NewJob {
    if (payload.length() > LARGEST_PAYLOAD / 3
        && payload.getBytes(StandardCharsets.UTF_8).length > LARGEST_PAYLOAD) {
      throw new IllegalArgumentException("The payload of a job is larger than 64 KiB");
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("A job cannot be due in the past: " + delay);
    }
  }

  /// A job that is due at once, needs nothing beyond its subject, follows the system clock, and is
  /// neither a test nor acts at a store.
  public static NewJob of(String kind, UUID tenantId, UUID subject) {
    return new NewJob(tenantId, kind, subject, "", null, Duration.ZERO, null, JobScope.LIVE);
  }

  public NewJob payload(String text) {
    return new NewJob(tenantId, kind, subject, text, lane, delay, clock, scope);
  }

  public NewJob lane(@Nullable String one) {
    return new NewJob(tenantId, kind, subject, payload, one, delay, clock, scope);
  }

  public NewJob after(Duration wait) {
    return new NewJob(tenantId, kind, subject, payload, lane, wait, clock, scope);
  }

  /// The same job, which follows a movable clock; null for the system clock.
  public NewJob following(@Nullable UUID movable) {
    return new NewJob(tenantId, kind, subject, payload, lane, delay, movable, scope);
  }

  /// The same job in another scope.
  public NewJob in(JobScope other) {
    return new NewJob(tenantId, kind, subject, payload, lane, delay, clock, other);
  }
}
