package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Product;
import dev.brass.spi.ReadsProducts;

/// The rules for a connector that tells what a product is. Rules are named after their number and
/// what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class ReadsProductsContract {
  private final Trial trial;
  private final ReadsProducts reads;

  ReadsProductsContract(Trial trial) {
    this.trial = trial;
    this.reads = trial.as(ReadsProducts.class);
  }

  @Rule
  void c3_unknownProductIsRefused(World world) {
    Questions.assertNoSuchProduct(reads.product(world.store(), world.missingProduct()));
  }

  @Rule
  void c3_noAnswerIsNoFinalNo(World world) {
    product(world);
    trial.withoutAnAnswer(
        world,
        fault ->
            Questions.assertNoFinalNo(
                fault, () -> reads.product(world.store(), world.productId())));
  }

  @Rule
  void c5_priceIsWhatTheStoreShows(World world) {
    Product product = product(world);
    assertThat(product.productId()).isEqualTo(world.productId());
    assertThat(product.title()).as("the title").isNotBlank();
    assertThat(product.available()).as("available, as the world's order can be bought").isTrue();
    assertThat(product.price()).as("the price").isEqualTo(world.expectedUnitPrice());
  }

  @Rule(Situation.OTHER_CURRENCY)
  void c5_currencyIsRead(World world) {
    assertThat(product(world).price()).as("the price").isEqualTo(world.expectedUnitPrice());
  }

  @Rule
  void c9_readTwiceAnswersTheSame(World world) {
    Product first = product(world);
    assertThat(product(world)).isEqualTo(first);
  }

  @Rule
  void c10_interruptionIsHonoured(World world) {
    product(world);
    trial.interrupted(world, () -> reads.product(world.store(), world.productId()));
  }

  private Product product(World world) {
    return Questions.given(reads.product(world.store(), world.productId()));
  }
}
