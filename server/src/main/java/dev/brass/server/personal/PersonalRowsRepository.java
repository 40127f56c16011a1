package dev.brass.server.personal;

import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The rows of all columns of [PersonalColumn] in all tables. Thread-safe.
///
/// Within a transaction, rows are named by their place in the table, which does not change under
/// their locks.
final class PersonalRowsRepository {

  /// The number of rows in memory at a time.
  private static final int FETCHED = 50;

  /// A row of a column.
  ///
  /// @param name as [PersonalColumn#row] returns it
  /// @param sealed null when it is in clear
  /// @param clear its parts in clear
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(
      String place,
      TenantId tenant,
      String name,
      byte @Nullable [] sealed,
      @Nullable String[] clear) {

    int size() {
      int size = sealed == null ? 0 : sealed.length;
      for (String part : clear) {
        size += part == null ? 0 : part.length();
      }
      return size;
    }
  }

  /// A row's new value.
  ///
  /// @param words null where rows of its column are not found by words
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sealed(String place, byte[] value, @Nullable List<Long> words) {}

  /// Rows that are in clear, locked; those that other transactions change are left to the next
  /// time.
  ///
  /// @param without tenants to skip
  /// @param mostBytes the number of characters after which no more rows are read
  List<Row> inClear(
      Handle handle, PersonalColumn column, Collection<TenantId> without, int most, int mostBytes) {
    List<Row> rows = new ArrayList<>();
    int bytes = 0;
    Query query =
        handle
            .createQuery(
                select(column)
                    + " where "
                    + column.pending()
                    + " and tenant_id <> all(:without) limit :most for update skip locked")
            .bindArray("without", UUID.class, without.stream().map(TenantId::value).toList())
            .bind("most", most)
            .setFetchSize(FETCHED);
    try (ResultIterator<Row> found = rows(query, column)) {
      while (bytes < mostBytes && found.hasNext()) {
        Row row = found.next();
        rows.add(row);
        bytes += row.size();
      }
    }
    return rows;
  }

  /// Returns all rows of a tenant with a value, sealed or not, a few at a time, locked.
  void each(Handle handle, PersonalColumn column, TenantId tenant, Consumer<List<Row>> seen) {
    Query query =
        handle
            .createQuery(
                select(column)
                    + " where tenant_id = :tenant and ("
                    + column.column()
                    + " is not null or "
                    + column.pending()
                    + ") for update")
            .bind("tenant", tenant.value())
            .setFetchSize(FETCHED);
    try (ResultIterator<Row> found = rows(query, column)) {
      List<Row> some = new ArrayList<>();
      while (found.hasNext()) {
        some.add(found.next());
        if (some.size() == FETCHED || !found.hasNext()) {
          seen.accept(List.copyOf(some));
          some.clear();
        }
      }
    }
  }

  private static String select(PersonalColumn column) {
    StringBuilder sql =
        new StringBuilder("select ctid::text as place, tenant_id, ")
            .append(column.rowExpression())
            .append(" as name, ")
            .append(column.column())
            .append(" as sealed");
    Iterator<String> clear = column.clearExpressions().iterator();
    for (int i = 0; clear.hasNext(); i++) {
      sql.append(", ").append(clear.next()).append(" as clear_").append(i);
    }
    return sql.append(" from ").append(column.table()).toString();
  }

  private static ResultIterator<Row> rows(Query query, PersonalColumn column) {
    return query.map((row, _) -> row(row, column)).iterator();
  }

  private static Row row(ResultSet row, PersonalColumn column) throws SQLException {
    @Nullable String[] clear = new String[column.parts()];
    for (int i = 0; i < clear.length; i++) {
      clear[i] = row.getString("clear_" + i);
    }
    return new Row(
        row.getString("place"),
        new TenantId(row.getObject("tenant_id", UUID.class)),
        row.getString("name"),
        row.getBytes("sealed"),
        clear);
  }

  /// Stores new values of rows that this transaction has locked; none of them is in clear then.
  void store(Handle handle, PersonalColumn column, List<Sealed> rows) {
    if (rows.isEmpty()) {
      return;
    }
    boolean words = rows.getFirst().words() != null;
    PreparedBatch batch =
        handle.prepareBatch(
            "update "
                + column.table()
                + " set "
                + column.column()
                + " = :value, "
                + column.clearing()
                + (words ? ", words = :words" : "")
                + " where ctid = cast(:place as tid)");
    for (Sealed row : rows) {
      batch.bind("value", row.value()).bind("place", row.place());
      if (row.words() != null) {
        batch.bindArray("words", Long.class, row.words());
      }
      batch.add();
    }
    batch.execute();
  }

  /// The number of rows of a column in clear; no more than `most` are counted.
  int count(Handle handle, PersonalColumn column, int most) {
    return handle
        .createQuery(
            "select count(*) from (select from "
                + column.table()
                + " where "
                + column.pending()
                + " limit :most) as counted")
        .bind("most", most)
        .mapTo(Integer.class)
        .one();
  }
}
