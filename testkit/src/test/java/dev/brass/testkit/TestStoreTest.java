package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Payment;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestStoreTest {
  @Test
  void knowsItsSecretsAndShowsNone() {
    try (TestStore store =
        TestStore.named("shop")
            .setting("url", "http://127.0.0.1")
            .setting("admin-password", "hidden-one")
            .setting("api-token", "hidden-two")
            .setting("hook-secret", "hidden-three")
            .build()) {
      assertThat(store.secrets())
          .contains("hidden-one", "hidden-two", "hidden-three", "canary-password-3f9a1c")
          .doesNotContain("http://127.0.0.1");
      assertThat(store.toString()).isEqualTo("TestStore[shop]");
      assertThat(store.settings().required("url")).isEqualTo("http://127.0.0.1");
    }
  }

  @Test
  void givesTheSameRandomNumbersInEveryRun() {
    try (TestStore one = TestStore.named("a").build();
        TestStore other = TestStore.named("b").build();
        TestStore seeded = TestStore.named("c").seed(1).build()) {
      long first = one.random().nextLong();
      assertThat(other.random().nextLong()).isEqualTo(first);
      assertThat(seeded.random().nextLong()).isNotEqualTo(first);
    }
  }

  @Test
  void findsSecretsInTextButNoShortOnesWithinOtherNumbers() {
    Canaries canaries = Canaries.of(Canaries.in(TestOrder.CARD));
    assertThat(canaries.leakedBy("card 4012888888881881 declined")).contains("4012888888881881");
    assertThat(canaries.leakedBy("cvv=417;")).contains("417");
    assertThat(canaries.leakedBy("total 1417, order A417B")).isEmpty();
    assertThat(canaries.redact("4012888888881881 and 417 of 1417"))
        .isEqualTo("*** and *** of 1417");
    assertThat(Canaries.of(Canaries.in(new Payment.StoreDefault())).isEmpty()).isTrue();
    assertThat(Canaries.of(List.of(" ", "")).isEmpty()).isTrue();
  }
}
