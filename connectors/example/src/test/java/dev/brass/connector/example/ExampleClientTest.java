package dev.brass.connector.example;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brass.spi.StoreException;
import dev.brass.testkit.TestStore;
import dev.brass.testkit.fixture.FixturePlayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleClientTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "items": 2000, "shipping": 450             | price.tax
          "items": 2000, "shipping": 450, "tax": null | price.tax
          "items": 20.5, "shipping": 450, "tax": 125  | price.items
          """)
  void neverGuessesAnAmount(String amounts, String field) {
    String step =
        """
        ### choose
        POST /carts/c-1/shipping

        <--- 200

        {"cart": "c-1", "price": {"currency": "USD", %s}}
        """
            .formatted(amounts);
    try (FixturePlayer player = FixturePlayer.playText(step);
        TestStore store =
            TestStore.named("paper-shop")
                .setting("url", player.uri().toString())
                .setting("api-token", "token")
                .build()) {
      ExampleClient client = new ExampleClient(store.http(), ExampleConfig.of(store.settings()));
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> client.chooseShipping("c-1", "post"))
          .withMessageContaining("'" + field + "'");
    }
  }
}
