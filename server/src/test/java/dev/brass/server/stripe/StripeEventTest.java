package dev.brass.server.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeEventTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t",
        "t=x",
        "t=",
        "t=1,t=x,v1=a",
        "t=99999999999999999999,v1=x",
        "t=9223372036854775807,v1=x",
        "t=-9223372036854775808,v1=x",
        "=,=,=",
        ",,,,"
      })
  void aHeaderThatIsNoneIsNotStripes(String header) {
    assertThat(StripeEvent.read("{}", header, Secret.of("whsec_x"), TestClock.atStart())).isEmpty();
  }
}
