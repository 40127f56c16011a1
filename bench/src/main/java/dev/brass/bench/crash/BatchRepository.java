package dev.brass.bench.crash;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// What the simulation of a batch reads of the server's tables, by itself.
final class BatchRepository {

  private static final String COUNTS =
      """
      select
        (select count(*) from operation where status = 'completed') as completed,
        (select count(*) from operation where status in ('pending', 'in_progress')) as waiting,
        (select count(*) from operation where call is not null) as sealed,
        (select count(*) from orders) as orders,
        (select count(*) from orders where state = 'placed') as bought
      """;

  private final Jdbi jdbi;

  BatchRepository(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /// How far a batch is.
  ///
  /// @param waiting operations that have not ended, or that do not know that they have
  /// @param sealed operations whose secrets are still there
  /// @param bought orders that the store has, and of which we know it
  record Counts(int completed, int waiting, int sealed, int orders, int bought) {}

  Counts counts() {
    return jdbi.withHandle(
        handle -> handle.createQuery(COUNTS).map(ConstructorMapper.of(Counts.class)).one());
  }
}
