package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How log-ins at stores end.
class LogInErasingTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.perTest();

  private static final UUID FIRST = new UUID(0, 0);
  private static final UUID LAST = new UUID(-1, -1);

  private final LogInErasingRepository repository = new LogInErasingRepository();

  private static OrderPrivate logIn() {
    return new OrderPrivate(
        null,
        new Credential("buyer@example.com", Secret.of("canary"), null, null),
        Map.of("order_placed", List.of("http://user:canary@127.0.0.1/")));
  }

  private static boolean isKept(Order order) {
    return DATABASE
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select private is not null from order_request where order_id = :o")
                    .bind("o", order.id().value())
                    .mapTo(Boolean.class)
                    .one());
  }

  private List<UUID> erase(UUID before) {
    return DATABASE
        .database()
        .jdbi()
        .inTransaction(
            handle ->
                repository.erase(
                    handle, LogInErasingRepository.Place.ORDER, FIRST, before, 10));
  }

  @Test
  void anOldOrderAtItsEndLosesItsLogInAndOneThatIsNotKeepsIt() {
    try (EngineRig rig = new EngineRig(DATABASE.database(), InstantSource.system())) {
      Order placed = rig.submit(EngineRig.spec("product-1", null), logIn());
      rig.work();
      Awaitility.await()
          .until(
              () -> rig.orders.get(placed.key()).orElseThrow().state(),
              OrderState.Placed.class::isInstance);
      assertThat(isKept(placed)).isTrue();
      assertThat(erase(placed.id().value())).as("too young").isEmpty();
      assertThat(isKept(placed)).isTrue();

      assertThat(erase(LAST)).containsExactly(placed.id().value());

      assertThat(isKept(placed)).isFalse();
      assertThat(erase(LAST)).isEmpty();
      assertThat(rig.orders.get(placed.key()).orElseThrow().state())
          .isInstanceOf(OrderState.Placed.class);
    }
  }

  @Test
  void anOrderThatIsNotAtItsEndKeepsIt() {
    try (EngineRig rig = new EngineRig(DATABASE.database(), InstantSource.system())) {
      Order waiting = rig.submit(EngineRig.spec("product-1", null), logIn());
      assertThat(erase(LAST)).isEmpty();
      assertThat(isKept(waiting)).isTrue();
    }
  }

  @Test
  void theOtherPlacesAreLookedAt() {
    for (LogInErasingRepository.Place place : LogInErasingRepository.Place.values()) {
      List<UUID> erased =
          DATABASE
              .database()
              .jdbi()
              .inTransaction(handle -> repository.erase(handle, place, FIRST, LAST, 10));
      assertThat(erased).isEmpty();
    }
  }
}
