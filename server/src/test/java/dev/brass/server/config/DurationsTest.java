package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"P1W, 7", "P1M, 31", "p1y, 366", "P1M1DT24H, 33", "P2W3D, 17", "P3D, 3", "PT48H, 2"})
  void monthsHaveTheLengthThatTheyHaveThen(String text, int days) {
    Instant january = Instant.parse("2028-01-15T10:00:00Z");
    assertThat(Durations.from(january, text)).isEqualTo(Duration.ofDays(days));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "P", "PT", "1M", "P1H", "-P1D", "P-1D", "PT-1S", "P1M-40D", "P1D T1H"})
  void refusesWhatIsNoneOrLeadsBack(String text) {
    assertThatThrownBy(() -> Durations.from(Instant.EPOCH, text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"2w, P14D", "P2W, P14D", "P1DT1H, PT25H", "500ms, PT0.5S"})
  void settingsTakeWeeksAndNoMonths(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThatThrownBy(() -> Durations.parse("P1M")).isInstanceOf(IllegalArgumentException.class);
  }
}
