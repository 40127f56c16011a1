package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.agentpay.Rail;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StripeSetupTest {

  private static Optional<Rail> rail(Map<String, String> settings) {
    return StripeSetup.rail(Settings.of(settings), InstantSource.system());
  }

  @Test
  void agentsPayByStripeWhereThereAreAKeyAndANetwork() {
    assertThat(rail(Map.of())).isEmpty();
    Map<String, String> key = Map.of("stripe.secret-key", "sk_test_1");
    assertThat(rail(key)).isEmpty();
    assertThat(StripeSetup.calls(Settings.of(key))).isPresent();
    assertThat(rail(Map.of("stripe.secret-key", "sk_test_1", "stripe.network-id", "profile_1")))
        .map(Rail::method)
        .contains("stripe");
  }

  @Test
  void tellsAllThatIsWrongAtOnceAndNeverTheKey() {
    Map<String, String> wrong =
        Map.of(
            "stripe.secret-key", "sk_live_canary",
            "stripe.base", "http://stripe.example.com",
            "stripe.payment-method-types", "Card",
            "wallet.currency", "ISK");
    assertThatThrownBy(() -> rail(wrong))
        .hasMessageNotContaining("canary")
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "stripe.base is an https address, or an http one of this machine",
                        "stripe.secret-key does not go with wallet.currency: ISK, which Stripe"
                            + " counts in another unit",
                        "stripe.payment-method-types are words such as card"));
    assertThatThrownBy(() -> rail(Map.of("stripe.network-id", "profile_1")))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly("stripe.network-id needs stripe.secret-key"));
    assertThat(Settings.of(wrong).toString()).doesNotContain("canary");
  }

  @Test
  void refusesWhatIsNoKeyBeforeItIsFirstUsed() {
    assertThatThrownBy(
            () ->
                rail(
                    Map.of(
                        "stripe.secret-key", "pk_live_canary",
                        "stripe.webhook-secret", "sk_live_canary")))
        .hasMessageNotContaining("canary")
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "stripe.secret-key begins with sk_ or rk_",
                        "stripe.webhook-secret begins with whsec_"));
  }

  @Test
  void aStripeOfThisMachineNeedsNoEncryption() {
    for (String base : new String[] {"http://127.0.0.1:9000", "http://[::1]:9000/"}) {
      assertThat(
              rail(
                  Map.of(
                      "stripe.secret-key", "sk_test_1",
                      "stripe.network-id", "profile_1",
                      "stripe.base", base)))
          .isPresent();
    }
  }
}
