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
    "zinc, ALL, USD, US",
    "amazon_de, ALL, EUR, DE",
    "amazon_fr, ALL, EUR, FR",
    "amazon_it, ALL, EUR, IT",
    "amazon_es, ALL, EUR, ES",
    "amazon_jp, ALL, JPY, JP",
    "bestbuy, ALL, USD, US",
    "costco_ca, ALL, CAD, CA",
    "homedepot, ALL, USD, US",
    "lowes, ALL, USD, US",
    "target, ALL, USD, US",
    "walmart_ca, ALL, CAD, CA",
    "wayfair, ALL, USD, US"
  })
  void hasTheCapabilitiesOfTheDocuments(
      String code, RetailerPlatform platform, String currency, String country) {
    SandboxRetailer retailer = SandboxRetailer.ofCode(code).orElseThrow();
    assertThat(retailer.platform()).isEqualTo(platform);
    assertThat(retailer.currency().getCurrencyCode()).isEqualTo(currency);
    assertThat(retailer.country()).isEqualTo(country);
    assertThat(SandboxRetailer.values()).hasSize(26);
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
    "https://www.overstock.com/products/lamp-1234567, overstock, 1234567",
    "https://www.google.com/shopping/product/123456789, google_shopping, 123456789",
    "https://shopping.google.com/product/123456789, google_shopping, 123456789",
    "https://zinc.com/shop/products/test-success, zinc, test-success",
    "https://www.zinc.com/shop/products/test-success, zinc, test-success",
    "https://www.amazon.com/dp/ERR-product_unavailable, amazon, ERR-product_unavailable",
    "https://www.amazon.com/dp/STOCK-5-lamp, amazon, STOCK-5-lamp",
    "https://www.amazon.com/dp/B07XYZ1234.v2, amazon, B07XYZ1234.v2",
    "https://www.amazon.com/dp/USB-HUB.s3.v2, amazon, USB-HUB.s3.v2",
    "https://www.amazon.com/dp/product/B07JGBW826, amazon, B07JGBW826",
    "https://www.amazon.com/-/es/dp/B07JGBW826, amazon, B07JGBW826",
    "https://www.amazon.com/-/es/dp/B07JGBW826/ref=sr_1_3?dib=a.b, amazon, B07JGBW826",
    "https://www.amazon.com/-/es/L%C3%A1mpara-de-lat%C3%B3n/dp/B07JGBW826/ref=sr_1_3, amazon,"
        + " B07JGBW826",
    "https://www.amazon.de/-/en/Desk-Lamp/dp/B07JGBW826?psc=1, amazon_de, B07JGBW826",
    "https://www.amazon.fr/gp/product/B07JGBW826/ref=ppx_yo, amazon_fr, B07JGBW826",
    "https://www.amazon.it/dp/b07jgbw826, amazon_it, B07JGBW826",
    "https://www.amazon.es/gp/aw/d.html?a=B07JGBW826, amazon_es, B07JGBW826",
    "https://www.amazon.co.jp/-/en/gp/product/4873119030, amazon_jp, 4873119030",
    "https://www.amazon.com/exec/obidos/tg/detail/-/097522980x, amazon, 097522980X",
    "https://www.amazon.com/gp/offer-listing/B07JGBW826?condition=new, amazon, B07JGBW826",
    "https://m.amazon.com/gp/aw/d/B07JGBW826, amazon, B07JGBW826",
    "https://es.aliexpress.com/item/1005001234567890.html, aliexpress, 1005001234567890",
    "https://m.aliexpress.com/i/1005001234567890.html, aliexpress, 1005001234567890",
    "https://www.newegg.com/Product/Product.aspx?Item=N82E16819113567, newegg, N82E16819113567",
    "https://www.newegg.com/amd/p/N82E16819113567?Item=9SIAKUEK123456, newegg, 9SIAKUEK123456",
    "https://www.newegg.com/global/de-en/amd/p/1B4-09A1-00001, newegg, 1B4-09A1-00001",
    "https://www.walmart.com/ip/seort/15949610?athbdg=L1600, walmart, 15949610",
    "https://www.walmart.ca/en/ip/lamp/6000200654321, walmart_ca, 6000200654321",
    "https://www.walmart.ca/fr/ip/lampe/5BBMRMBLF3CA, walmart_ca, 5BBMRMBLF3CA",
    "https://www.bestbuy.com/site/apple-airpods/6501902.p?skuId=6501902, bestbuy, 6501902",
    "https://www.bestbuy.com/product/airpods/JJGCQ8V2PL/sku/6501902, bestbuy, 6501902",
    "https://www.homedepot.com/p/DEWALT-Drill-DCD771C2/204279858, homedepot, 204279858",
    "https://www.lowes.com/pd/Kobalt-Hammer/1000158655?x=1, lowes, 1000158655",
    "https://www.target.com/p/lamp/-/A-54191097#lnk=sametab, target, 54191097",
    "https://www.target.com/p/shirt/-/A-54191097?preselect=53117777, target, 53117777",
    "https://www.wayfair.com/lighting/pdp/desk-lamp-w004567890.html?piid=1, wayfair, W004567890",
    "https://www.costco.ca/lamp.product.100123456.html, costco_ca, 100123456"
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
        "https://www.amazon.com/dp/%20",
        // words of the shops' own are no ids
        "https://www.amazon.com/dp/product",
        "https://www.amazon.com/dp/product/ref=x",
        "https://www.amazon.com/gp/product/handle-buy-box",
        "https://www.amazon.com/dp/B07JGBW82",
        "https://www.amazon.com/dp/B07JGBW8266",
        "https://www.amazon.com/dp/B07JGBW82%C3%A9",
        "https://www.amazon.com/gp/aw/d.html?a=B07JGBW82",
        "https://www.walmart.com/ip/seort",
        "https://www.walmart.com/ip/lamp/reviews",
        "https://www.newegg.com/p/pl?d=cpu",
        "https://www.newegg.com/CPUs/Category/ID-34",
        "https://www.costco.com/televisions.html",
        "https://www.nordstrom.com/s/returns",
        "https://www.shopbop.com/whats-new/br/v=1/13198.htm",
        "https://www.overstock.com/c/lamps",
        "https://www.target.com/c/lamps/-/N-5xtnr",
        "https://www.bestbuy.com/site/searchpage.jsp?id=pcat17071&skuId=6501902",
        "https://www.wayfair.com/lighting/sb0/desk-lamps-c1867787.html",
        // which of the two?
        "https://www.amazon.com/dp/B07JGBW826/dp/B07XYZ1234",
        "https://www.amazon.com/gp/aw/d.html?a=B07JGBW826&a=B07XYZ1234",
        "https://www.target.com/p/shirt/-/A-54191097?preselect=53117777&preselect=53118888"
      })
  void findsNoProductOnOtherPages(URI page) {
    assertThat(SandboxRetailer.values()).noneMatch(it -> it.productId(page).isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void makesPagesThatLeadBackToTheProduct(SandboxRetailer retailer) {
    for (String id : List.of("ERR-taxed", "USB-HUB.s3.v2", "STOCK-5-lamp", "ADD-ON.v1")) {
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
