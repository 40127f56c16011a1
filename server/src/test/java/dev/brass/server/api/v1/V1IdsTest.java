package dev.brass.server.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.order.OrderId;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V1IdsTest {

  @Property
  void leadBackToTheOrder(@ForAll long high, @ForAll long low) {
    OrderId id = new OrderId(new UUID(high, low));

    assertThat(V1Ids.requestId(id)).matches("[0-9a-f]{32}");
    assertThat(V1Ids.order(V1Ids.requestId(id))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3f1c939065cf58e7b9f0aea70640dff",
        "3f1c939065cf58e7b9f0aea70640dffc0",
        "3F1C939065CF58E7B9F0AEA70640DFFC",
        "3f1c9390-65cf-58e7-b9f0-aea70640dffc",
        "3f1c939065cf58e7b9f0aea70640dffg",
        "３f1c939065cf58e7b9f0aea70640dffc"
      })
  void refusesEverythingElse(String requestId) {
    assertThatThrownBy(() -> V1Ids.order(requestId))
        .isInstanceOfSatisfying(
            V1Problem.class,
            problem -> assertThat(problem.code()).isEqualTo(V1Code.INVALID_REQUEST_ID));
  }
}
