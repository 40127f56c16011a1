package dev.brass.bench.crash;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// What the bulk simulation reads of the server's tables, by itself.
final class BulkRepository {

  /// Rows are of all batches; there is one while servers die.
  private static final String COUNTS =
      """
      select
        (select count(*) from bulk_row where status = 'placed') as placed,
        (select count(*) from bulk_row where status = 'pending') as pending,
        (select count(*) from orders) as orders,
        (select count(*) from orders where state = 'placed') as bought
      """;

  private final Jdbi jdbi;

  BulkRepository(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /// How far an upload is.
  ///
  /// @param placed rows that know their order
  /// @param pending rows whose turn has not come, or that do not know that it has
  /// @param bought orders that the store has, and of which we know it
  record Counts(int placed, int pending, int orders, int bought) {}

  Counts counts() {
    return jdbi.withHandle(
        handle -> handle.createQuery(COUNTS).map(ConstructorMapper.of(Counts.class)).one());
  }
}
