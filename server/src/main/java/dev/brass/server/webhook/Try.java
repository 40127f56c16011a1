package dev.brass.server.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A try that a job is to make: the payload of its job. Each try has a job of its own and a number
/// that only one delivery can have, so that two nodes that both make it leave one delivery and one
/// next try.
///
/// @param number of the delivery
/// @param first the number of the first try of this round; greater than 1 after a redelivery
/// @param until when the round ends: the first failure after it is the last
/// @param receiver its key ([Receivers#key])
record Try(int number, int first, Instant until, String receiver) {

  static final int MOST = 20;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  static Try first(int number, Instant now, Duration giveUpAfter, String receiver) {
    return new Try(number, number, now.plus(giveUpAfter), receiver);
  }

  static Try parse(String payload) {
    List<String> parts = List.of(payload.split(" ", 4));
    return new Try(
        Integer.parseInt(parts.get(0)),
        Integer.parseInt(parts.get(1)),
        Instant.ofEpochMilli(Long.parseLong(parts.get(2))),
        parts.get(3));
  }

  String payload() {
    return number + " " + first + " " + until.toEpochMilli() + " " + receiver;
  }

  Try next() {
    return new Try(number + 1, first, until, receiver);
  }

  /// The time to wait after this try failed: 5 s, three times as long after each further failure,
  /// up to a quarter of the give-up time, with a fifth of jitter either way; but never past the
  /// end, when the last try is made. Over 24 hours that is about 12 tries.
  ///
  /// @param jitter from 0 to 1
  /// @param least the pause that the receiver asked for
  /// @return null when this was the last try
  @Nullable Duration pause(Instant now, Duration giveUpAfter, double jitter, Duration least) {
    if (number - first + 1 >= MOST || !now.isBefore(until)) {
      return null;
    }
    double longest = giveUpAfter.toMillis() / 4.0;
    double plain = Math.min(FIRST_PAUSE.toMillis() * Math.pow(3, number - first), longest);
    Duration pause = Duration.ofMillis((long) (plain * (0.8 + 0.4 * jitter)));
    return Collections.min(
        List.of(Collections.max(List.of(pause, least)), Duration.between(now, until)));
  }
}
