package dev.brass.server.onboarding;

import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Older sealed values that are not bound to their rows yet. Thread-safe.
@SuppressWarnings("InlineFormatString") // statements are read at the top, as in all repositories
final class BindingRepository {

  /// The beginning of a table.
  static final String FIRST = "(0,0)";

  /// Rows by their place in the table. One that is bound moves to another place and is not taken
  /// again; one that another transaction holds is bound by it, or in the next round.
  private static final String UNBOUND =
      """
      select ctid::text as place, tenant_id, %3$s as row, %2$s as value from %1$s
      where ctid > cast(:after as tid) and %2$s is not null and get_byte(%2$s, 0) <> :bound
      order by ctid limit :limit
      for update skip locked
      """;

  private static final String BIND =
      """
      update %1$s set %2$s = :value where ctid = cast(:place as tid)
      """;

  private static final int BOUND = Sealer.BOUND & 0xff;

  private static final class Unbound {
    private final String place;
    private final TenantId tenant;
    private final String row;
    private final byte[] value;

    Unbound(String place, TenantId tenant, String row, byte[] value) {
      this.place = place;
      this.tenant = tenant;
      this.row = row;
      this.value = value;
    }
  }

  /// Binds a page of a column's values.
  ///
  /// @param after the end of the page before
  /// @return the end of this page; null when it is the last
  @Nullable String bind(
      Handle handle, SealedColumn column, String after, int limit, Sealer sealer) {
    List<Unbound> page =
        handle
            .createQuery(UNBOUND.formatted(column.table(), column.column(), column.row()))
            .bind("after", after)
            .bind("bound", BOUND)
            .bind("limit", limit)
            .map(
                (row, _) ->
                    new Unbound(
                        row.getString("place"),
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        row.getString("row"),
                        row.getBytes("value")))
            .list();
    for (Unbound each : page) {
      byte[] plain = sealer.open(each.tenant, column.purpose(), each.row, each.value);
      handle
          .createUpdate(BIND.formatted(column.table(), column.column()))
          .bind("value", sealer.seal(each.tenant, column.purpose(), each.row, plain))
          .bind("place", each.place)
          .execute();
    }
    return page.size() < limit ? null : page.getLast().place;
  }
}
