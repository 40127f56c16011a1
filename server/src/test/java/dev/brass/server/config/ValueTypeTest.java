package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {

  @Property
  void durationsReadWhatTheyWrite(@ForAll @LongRange(min = 0, max = 1L << 52) long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @Property
  void sizesReadWhatTheyWrite(
      @ForAll @LongRange(min = 0, max = 1L << 31) long number,
      @ForAll @IntRange(max = 3) int unit) {
    ByteSize size = new ByteSize(number << (10 * unit));
    assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
  }

  @Test
  void writesTheLargestUnitThatIsExact() {
    assertThat(Durations.format(Duration.ofHours(24))).isEqualTo("1d");
    assertThat(Durations.format(Duration.ofMinutes(90))).isEqualTo("90m");
    assertThat(Durations.format(Duration.ZERO)).isEqualTo("0s");
    assertThat(Durations.format(Duration.ofNanos(1))).isEqualTo("PT0.000000001S");
    assertThat(new ByteSize(1 << 20)).hasToString("1MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-3s", "PT-3S", "3", "3 years", "1h30m", "9999999999d"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KiB", "-1", "1KB", "1.5MiB", "1mib"})
  void refusesWhatIsNoSize(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @Test
  void masksAllFormsOfPasswordsInAnAddress() {
    assertThat(DatabaseUrl.parse("jdbc:postgresql://u:p@h:5/d?a=b&password=p&sslpassword=p"))
        .hasToString("jdbc:postgresql://***@h:5/d?a=b&password=***&sslpassword=***");
  }

  @Property
  void nearestOfAKnownNameIsItself(
      @ForAll @AlphaChars @StringLength(min = 1, max = 30) String name) {
    assertThat(Nearest.to(name, List.of(name, name + "x"))).contains(name);
  }

  @Test
  void comparesNoLongNames() {
    assertThat(Nearest.to("x".repeat(1000), List.of("port"))).isEmpty();
  }
}
