package dev.brass.server.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownNamesTest {

  private static final Set<String> KNOWN =
      Set.of("max_price", "gift_message", "is_gift", "city", "code", "webhooks");

  @ParameterizedTest
  @CsvSource({
    "max_prise,max_price",
    "maxPrice,max_price",
    "MAX-PRICE,max_price",
    "max_prcie,max_price",
    "gift_messages,gift_message",
    "giftmesage,gift_message",
    "isgift,is_gift",
    "webhook,webhooks",
    "ciy,city"
  })
  void tellsWhatWasMeant(String name, String meant) {
    assertThat(KnownNames.meant(name, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"my_order_id", "affiliate", "notes", "cost", "x", "gift", "price", "metadata"})
  void leavesWhatIsTheClientsOwn(String name) {
    assertThat(KnownNames.meant(name, KNOWN)).isEmpty();
    assertThat(KnownNames.meant("max_price".repeat(100), KNOWN)).isEmpty();
  }
}
