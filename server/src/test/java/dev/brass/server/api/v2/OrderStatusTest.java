package dev.brass.server.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.order.OrderState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderStatusTest {

  @Test
  void everyStateHasOneStatus() {
    List<Class<?>> states =
        Arrays.stream(OrderStatus.values())
            .flatMap(status -> status.states().stream())
            .<Class<?>>map(state -> state)
            .toList();
    assertThat(states)
        .containsExactlyInAnyOrderElementsOf(List.of(OrderState.class.getPermittedSubclasses()));
  }
}
