package dev.brass.server.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.order.OrderLine;
import dev.brass.server.order.SellerCriteria;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemNameTest {

  @ParameterizedTest
  @CsvSource({
    "https://www.amazon.com/Brass-Desk-Lamp-E27/dp/B0DFC2DWD5, Brass Desk Lamp E27",
    "https://shop.example/products/oak-side-table.html, Oak side table",
    "https://shop.example/p/caf%C3%A9-au-lait-bowl?variant=3#top, Café au lait bowl",
    "https://www.amazon.com/dp/B0DFC2DWD5, Item P1",
    "https://shop.example/123-456-789, Item P1",
    "https://shop.example/%22%3E%3Cscript%3E-x-y, Item P1",
    "javascript:alert(1), Item P1",
    "no address, Item P1"
  })
  void isTheTitleInTheAddressOrTheId(String url, String name) {
    OrderLine line = new OrderLine(UUID.randomUUID(), "P1", url, 1, List.of(), SellerCriteria.ANY);
    assertThat(ItemName.of(line)).isEqualTo(name);
  }
}
