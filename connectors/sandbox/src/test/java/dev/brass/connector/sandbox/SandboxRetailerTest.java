package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.Payment;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxRetailerTest {

  @ParameterizedTest
  @CsvSource({
    "aliexpress, ALL, USD, CN",
    "amazon, ALL, USD, US",
    "amazon_uk, ALL, GBP, GB",
    "amazon_ca, ALL, CAD, CA",
    "amazon_mx, ALL, MXN, MX",
    "costco, ALL, USD, US",
    "eastdane, ORDERS, USD, US",
    "google_shopping, CATALOGUE, USD, US",
    "newegg, ORDERS, USD, US",
    "nordstrom, ORDERS, USD, US",
    "overstock, CATALOGUE, USD, US",
    "shopbop, ORDERS, USD, US",
    "walmart, ALL, USD, US",
    "zinc, ALL, USD, US"
  })
  void hasTheCapabilitiesOfTheDocuments(
      String code, RetailerPlatform platform, String currency, String country) {
    SandboxRetailer retailer = SandboxRetailer.ofCode(code).orElseThrow();
    assertThat(retailer.platform()).isEqualTo(platform);
    assertThat(retailer.currency().getCurrencyCode()).isEqualTo(currency);
    assertThat(retailer.country()).isEqualTo(country);
    assertThat(SandboxRetailer.values()).hasSize(14);
  }

  @Test
  void keepsGiftBalancesWhereTheDocumentsSaySo() {
    assertThat(SandboxRetailer.values())
        .filteredOn(it -> it.has(RetailerFeature.GIFT_BALANCE))
        .extracting(SandboxRetailer::code)
        .containsExactlyInAnyOrder("amazon", "amazon_uk", "amazon_ca", "walmart");
    assertThat(SandboxRetailer.WALMART.takes(new Payment.GiftBalance())).isTrue();
    assertThat(SandboxRetailer.COSTCO.takes(new Payment.GiftBalance())).isFalse();
    assertThat(SandboxRetailer.COSTCO.takes(new Payment.StoreDefault())).isTrue();
    assertThat(SandboxRetailer.OVERSTOCK.takes(new Payment.StoreDefault())).isFalse();
  }

  @Test
  void bundlesWhereTheDocumentsSaySo() {
    assertThat(SandboxRetailer.values())
        .filteredOn(it -> it.has(RetailerFeature.BUNDLING))
        .extracting(SandboxRetailer::code)
        .containsExactlyInAnyOrder("amazon", "amazon_uk");
  }

  @Test
  void sharesNoHost() {
    List<String> hosts = new ArrayList<>();
    for (SandboxRetailer retailer : SandboxRetailer.values()) {
      hosts.addAll(retailer.hosts());
    }
    assertThat(hosts).doesNotHaveDuplicates().allMatch(host -> host.matches("[a-z0-9.]+"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://www.amazon.com/dp/B07XYZ1234, amazon, B07XYZ1234",
    "https://amazon.com/gp/product/B07XYZ1234?th=1, amazon, B07XYZ1234",
    "http://smile.amazon.com/Easy-Way-Updated/dp/0923568964/ref=sr_1_1, amazon, 0923568964",
    "https://www.amazon.com/gp/aw/d/B07XYZ1234, amazon, B07XYZ1234",
    "https://WWW.AMAZON.CO.UK/dp/B07XYZ1234/, amazon_uk, B07XYZ1234",
    "https://www.amazon.ca/dp/B07XYZ1234, amazon_ca, B07XYZ1234",
    "https://www.amazon.com.mx/dp/B07XYZ1234, amazon_mx, B07XYZ1234",
    "https://www.walmart.com/ip/Great-Value-Milk/10450114, walmart, 10450114",
    "https://www.walmart.com/ip/10450114, walmart, 10450114",
    "https://www.aliexpress.com/item/1005001234567890.html?spm=a, aliexpress, 1005001234567890",
    "https://www.aliexpress.us/item/3256801234567890.html, aliexpress, 3256801234567890",
    "https://www.costco.com/kirkland-water.product.100123456.html, costco, 100123456",
    "https://www.costco.com/p/-/water/100123456, costco, 100123456",
    "https://www.shopbop.com/dress/vp/v=1/1512345678.htm, shopbop, 1512345678",
    "https://www.eastdane.com/shirt/vp/v=1/1512345678.htm?a=b, eastdane, 1512345678",
    "https://www.newegg.com/some-cpu/p/N82E16819113567, newegg, N82E16819113567",
    "https://www.nordstrom.com/s/nice-coat/7654321, nordstrom, 7654321",
    "https://www.overstock.com/Home-Garden/Lamp/1234567/product.html, overstock, 1234567",
    "https://www.overstock.com/products/lamp-1234567, overstock, lamp-1234567",
    "https://www.google.com/shopping/product/123456789, google_shopping, 123456789",
    "https://shopping.google.com/product/123456789, google_shopping, 123456789",
    "https://zinc.com/shop/products/test-success, zinc, test-success",
    "https://www.zinc.com/shop/products/test-success, zinc, test-success",
    "https://www.amazon.com/dp/ERR-product_unavailable, amazon, ERR-product_unavailable"
  })
  void readsTheProductOffItsPage(URI page, String code, String productId) {
    SandboxRetailer retailer = SandboxRetailer.ofPage(page).orElseThrow();
    assertThat(retailer.code()).isEqualTo(code);
    assertThat(retailer.productId(page)).contains(productId);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.amazon.com/",
        "https://www.amazon.com/gp/help/customer/display.html",
        "https://www.walmart.com/browse/food/976759",
        "https://www.google.com/search",
        "https://zinc.com/docs/v2",
        "ftp://www.amazon.com/dp/B07XYZ1234",
        "https://www.amazon.com.evil.example/dp/B07XYZ1234",
        "https://evil.example/www.amazon.com/dp/B07XYZ1234",
        "mailto:somebody@amazon.com",
        "https://www.amazon.com/dp/%20"
      })
  void findsNoProductOnOtherPages(URI page) {
    assertThat(SandboxRetailer.values()).noneMatch(it -> it.productId(page).isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void makesPagesThatLeadBackToTheProduct(SandboxRetailer retailer) {
    for (String id :
        List.of("B07XYZ1234", "test-success", "ERR-taxed", "USB-HUB.s3.v2", "a b+c/d%é")) {
      URI page = retailer.page(id);
      assertThat(SandboxRetailer.ofPage(page)).contains(retailer);
      assertThat(retailer.productId(page)).as(page.toString()).contains(id);
    }
  }

  @Test
  void refusesSettingsThatNameNoRetailer() {
    assertThatThrownBy(() -> SandboxRetailer.of(new StoreSettings(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'retailer' is missing");
    assertThatThrownBy(() -> SandboxRetailer.of(new StoreSettings(Map.of("retailer", "amazn"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'retailer' is 'amazn'")
        .hasMessageContaining("amazon_uk");
  }

  @Test
  void refusesARetailerOfAnotherPlatform() {
    RetailerChoice choice = new RetailerChoice(RetailerPlatform.ORDERS);
    StoreSettings settings = new StoreSettings(Map.of("retailer", "amazon"));
    assertThatThrownBy(() -> choice.of(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("platform 'sandbox'");
  }
}
