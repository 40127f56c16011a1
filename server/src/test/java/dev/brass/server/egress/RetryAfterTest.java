package dev.brass.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "120,PT2M",
    "0,PT0S",
    "999999,PT6H",
    "99999999999999999999,PT0S",
    "-5,PT0S",
    "soon,PT0S",
    "'',PT0S",
    "'Sun, 01 Mar 2026 12:01:30 GMT',PT1M30S",
    "'Sun, 01 Mar 2026 11:00:00 GMT',PT0S",
    "'Mon, 01 Mar 2027 12:00:00 GMT',PT6H"
  })
  void readsSecondsAndDates(String header, Duration pause) {
    assertThat(RetryAfter.parse(header, NOW, Duration.ofHours(6))).isEqualTo(pause);
  }

  @Test
  void isZeroWithoutHeader() {
    assertThat(RetryAfter.parse(null, NOW, Duration.ofHours(6))).isZero();
  }
}
