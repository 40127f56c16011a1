package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import dev.brass.spi.SearchesProducts;

/// The rules for a connector that searches a store's catalogue. Rules are named after their number
/// and what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class SearchesProductsContract {
  private final Trial trial;
  private final SearchesProducts searches;

  SearchesProductsContract(Trial trial) {
    this.trial = trial;
    this.searches = trial.as(SearchesProducts.class);
  }

  @Rule
  void c3_noAnswerIsNoFinalNo(World world) {
    firstPage(world);
    trial.withoutAnAnswer(
        world,
        fault ->
            Questions.assertNoFinalNo(
                fault, () -> searches.search(world.store(), world.findingQuery(), 1)));
  }

  @Rule
  void c5_findsTheProductAtItsPrice(World world) {
    Product found =
        firstPage(world).products().stream()
            .filter(product -> product.productId().equals(world.productId()))
            .findFirst()
            .orElseThrow(
                () ->
                    new AssertionError(
                        "'%s' should find %s".formatted(world.findingQuery(), world.productId())));
    if (found.price() != null) {
      assertThat(found.price()).as("the price").isEqualTo(world.expectedUnitPrice());
    }
  }

  @Rule
  void c9_searchTwiceAnswersTheSame(World world) {
    SearchPage first = firstPage(world);
    assertThat(firstPage(world)).isEqualTo(first);
  }

  @Rule
  void c10_interruptionIsHonoured(World world) {
    firstPage(world);
    trial.interrupted(world, () -> searches.search(world.store(), world.findingQuery(), 1));
  }

  private SearchPage firstPage(World world) {
    return Questions.given(searches.search(world.store(), world.findingQuery(), 1));
  }
}
