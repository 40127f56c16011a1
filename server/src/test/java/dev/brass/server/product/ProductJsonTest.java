package dev.brass.server.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import dev.brass.spi.Variant;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What is kept is what was answered.
class ProductJsonTest {

  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123456Z");

  private final ProductJson json = new ProductJson();

  private <T> void comesBack(Question<T> question, Reading<T> reading) {
    WrittenReading written = json.write(reading);
    assertThat(written.body()).matches("\\p{ASCII}*").doesNotContain("\u0000");
    assertThat(json.read(question, written)).contains(reading);
  }

  @Property(tries = 300)
  void whateverAPageSaysComesBack(
      @ForAll String title,
      @ForAll String brand,
      @ForAll List<String> texts,
      @ForAll BigDecimal amount) {
    Product product =
        new Product(
            "id",
            title,
            brand,
            null,
            texts,
            texts,
            texts,
            texts,
            URI.create("https://example.com/a.jpg"),
            List.of(URI.create("https://example.com/b.jpg")),
            List.of(new Variant(title, brand)),
            List.of(new Product.ProductVariant(title, List.of(new Variant(brand, title)))),
            Map.of("EAN", title),
            null,
            false,
            null,
            new Product.Reviews(5, 4.5),
            new Product.Parcel(new Product.Measure(amount, brand), null, null, null),
            Map.of("asin", title, "fresh", false, "question_count", 7));
    comesBack(new Question.Details("id"), new Reading.Known<>(product, AT));
    comesBack(
        new Question.Search("q", 1),
        new Reading.Known<>(new SearchPage(List.of(product), true), AT));
  }

  @Test
  void offersRefusalsAndFailuresComeBack() {
    comesBack(new Question.Offers("p"), new Reading.Known<>(List.of(CountingShop.offer("p")), AT));
    comesBack(
        new Question.Offers("p"),
        new Reading.Refused<>(
            new OrderError(ErrorCode.PRODUCT_UNAVAILABLE, "Gone ☹", Map.of("product_id", "p")),
            AT));
    comesBack(new Question.Offers("p"), new Reading.Failed<>("no answer"));
  }
}
