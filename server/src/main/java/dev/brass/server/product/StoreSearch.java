package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One search of many stores at once. A store that does not answer in time, or cannot, is left out;
/// its later answer is kept for the next search. Thread-safe.
public final class StoreSearch {

  private static final Logger LOG = LoggerFactory.getLogger(StoreSearch.class);

  /// Per store. A store that hangs must not collect threads without end.
  private static final int MOST_UNDER_WAY = 64;

  private static final Comparator<Hit> BETTER_FIRST =
      Comparator.comparingDouble((Hit hit) -> -esteem(hit.product()))
          .thenComparingLong(hit -> price(hit.product()));

  private final Products products;
  private final Duration patience;
  private final Map<String, Semaphore> underWay = new ConcurrentHashMap<>();

  /// The search.
  ///
  /// @param patience the longest wait for each store
  public StoreSearch(Products products, Duration patience) {
    this.products = products;
    this.patience = patience;
  }

  /// A product that a store found.
  public record Hit(ConfiguredStore store, Product product) {}

  /// The result of a search.
  ///
  /// @param hits best first
  /// @param missing the stores that did not answer
  public record Found(List<Hit> hits, List<ConfiguredStore> missing) {
    public Found {
      hits = List.copyOf(hits);
      missing = List.copyOf(missing);
    }
  }

  /// Searches all of the stores.
  ///
  /// @param stores such as are [Question#answeredBy] their connectors
  public Found search(TenantId tenant, List<ConfiguredStore> stores, String query) {
    Map<ConfiguredStore, CompletableFuture<Reading<SearchPage>>> asked = new LinkedHashMap<>();
    for (ConfiguredStore store : stores) {
      asked.put(store, ask(new Inquiry<>(tenant, store, question(query), new Freshness.Usual())));
    }
    long end = System.nanoTime() + patience.toNanos();
    List<List<Hit>> found = new ArrayList<>();
    List<ConfiguredStore> missing = new ArrayList<>();
    asked.forEach(
        (store, answer) -> {
          if (answer(answer, end) instanceof Reading.Known<SearchPage>(var page, _)) {
            found.add(page.products().stream().map(product -> new Hit(store, product)).toList());
          } else {
            missing.add(store);
          }
        });
    return new Found(interleaved(found), missing);
  }

  private static Question<SearchPage> question(String query) {
    return new Question.Search(query, 1);
  }

  private CompletableFuture<Reading<SearchPage>> ask(Inquiry<SearchPage> inquiry) {
    CompletableFuture<Reading<SearchPage>> answer = new CompletableFuture<>();
    String store = inquiry.store().code() + " " + inquiry.store().sandbox();
    Semaphore places = underWay.computeIfAbsent(store, _ -> new Semaphore(MOST_UNDER_WAY));
    if (!places.tryAcquire()) {
      answer.complete(new Reading.Failed<>("too many searches wait for it"));
      return answer;
    }
    Thread.ofVirtual()
        .name("search-" + inquiry.store().code())
        .start(
            () -> {
              try {
                answer.complete(products.read(inquiry));
              } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
              } finally {
                places.release();
              }
            });
    return answer;
  }

  private static Reading<SearchPage> answer(
      CompletableFuture<Reading<SearchPage>> answer, long end) {
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Reading.Processing<>();
    } catch (ExecutionException e) {
      LOG.warn("a search failed", e);
      return new Reading.Failed<>("it failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for stores", e);
    }
  }

  /// The best of each store, then the second best of each, and so on. Products with more and better
  /// reviews come first, and of equal ones the cheaper; values that a store does not report come
  /// last.
  static List<Hit> interleaved(List<List<Hit>> byStore) {
    List<List<Hit>> ranked =
        byStore.stream().map(hits -> hits.stream().sorted(BETTER_FIRST).toList()).toList();
    int longest = ranked.stream().mapToInt(List::size).max().orElse(0);
    List<Hit> all = new ArrayList<>();
    for (int i = 0; i < longest; i++) {
      int place = i;
      ranked.stream()
          .filter(hits -> place < hits.size())
          .map(hits -> hits.get(place))
          .sorted(BETTER_FIRST)
          .forEach(all::add);
    }
    return all;
  }

  private static double esteem(Product product) {
    return product.reviews() == null ? 0 : product.reviews().stars() * product.reviews().count();
  }

  private static long price(Product product) {
    return product.price() == null ? Long.MAX_VALUE : product.price().minor();
  }
}
