package dev.brass.server.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.product.StoreSearch.Found;
import dev.brass.server.product.StoreSearch.Hit;
import dev.brass.spi.Money;
import dev.brass.spi.Product;
import dev.brass.spi.Product.Reviews;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who is waited for, and what comes first.
class StoreSearchTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private ProductRig rig;

  @BeforeEach
  void open() {
    rig =
        new ProductRig(
            db.database(),
            new ProductSettings(
                Duration.ofHours(1), Duration.ofDays(1), 100, Duration.ofSeconds(20)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whoIsTooSlowIsLeftOutAndServesTheNextSearch() {
    CountDownLatch open = new CountDownLatch(1);
    rig.shop.searches(
        store -> {
          if (store.equals("real")) {
            await(open);
          }
        });
    StoreSearch search = new StoreSearch(rig.products, Duration.ofSeconds(3));
    List<ConfiguredStore> both = List.of(rig.real, rig.sandbox);
    Found first = search.search(rig.tenant, both, "lamp");
    assertThat(first.missing()).containsExactly(rig.real);
    assertThat(first.hits()).extracting(Hit::store).containsExactly(rig.sandbox);
    open.countDown();
    Found second =
        new StoreSearch(rig.products, Duration.ofSeconds(20)).search(rig.tenant, both, "lamp");
    assertThat(second.missing()).isEmpty();
    assertThat(second.hits()).hasSize(2);
    assertThat(rig.shop.asked()).as("each store once").isEqualTo(2);
  }

  @Test
  void whoFailsIsLeftOut() {
    rig.shop.searches(
        store -> {
          if (store.equals("real")) {
            throw new IllegalStateException("a connector's mistake");
          }
        });
    Found found =
        new StoreSearch(rig.products, Duration.ofSeconds(20))
            .search(rig.tenant, List.of(rig.real, rig.sandbox), "kettle");
    assertThat(found.missing()).containsExactly(rig.real);
    assertThat(found.hits()).hasSize(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void storesTakeTurnsAndTheBestOfEachComesFirst() {
    Hit praised = hit(rig.real, "praised", 500, 100, 4.0);
    Hit dear = hit(rig.real, "dear", 900, 10, 4.0);
    Hit cheap = hit(rig.real, "cheap", 100, 10, 4.0);
    Hit unknown = hit(rig.sandbox, "unknown", null, 0, 0);
    Hit other = hit(rig.sandbox, "other", 300, 20, 5.0);
    assertThat(
            StoreSearch.interleaved(
                List.of(List.of(dear, cheap, praised), List.of(unknown, other))))
        .containsExactly(praised, other, cheap, unknown, dear);
  }

  private static Hit hit(
      ConfiguredStore store, String id, @Nullable Integer price, int reviews, double stars) {
    Product product =
        new Product(
            id,
            id,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            price == null ? null : Money.of(price, "USD"),
            true,
            null,
            reviews == 0 ? null : new Reviews(reviews, stars),
            null,
            Map.of());
    return new Hit(store, product);
  }
}
