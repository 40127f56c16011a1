package dev.brass.connector.sandbox;

import dev.brass.spi.Line;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import tools.jackson.databind.json.JsonMapper;

/// The table `sandbox.opened_return`.
final class ReturnRepository {

  private static final String BY_REFERENCE =
      """
      SELECT entry, number, opened_at, return_by, lines FROM sandbox.opened_return WHERE reference = :reference
      """;

  private static final String RETURNED =
      """
      SELECT line ->> 'productId' AS product, sum((line ->> 'quantity')::int) AS quantity
      FROM sandbox.opened_return, jsonb_array_elements(lines) AS line
      WHERE entry = :entry AND over_at IS NULL GROUP BY 1
      """;

  private static final String UNDER_WAY =
      """
      SELECT entry, number, opened_at, return_by, lines FROM sandbox.opened_return
      WHERE entry = :entry AND over_at IS NULL
        AND EXISTS (SELECT 1 FROM jsonb_array_elements(lines) AS line
                    WHERE line ->> 'productId' = ANY(:products))
      ORDER BY return_by, number
      """;

  private static final String END =
      """
      UPDATE sandbox.opened_return SET over_at = :at WHERE number = ANY(:numbers)
        AND entry = :entry AND over_at IS NULL
      """;

  private static final String INSERT =
      """
      INSERT INTO sandbox.opened_return (reference, entry, number, opened_at, return_by, lines)
      VALUES (:reference, :entry, :number, :opened_at, :return_by, CAST(:lines AS jsonb))
      """;

  private final JsonMapper json = JsonMapper.builder().build();

  Optional<OpenedReturn> byReference(Handle handle, String reference) {
    return handle
        .createQuery(BY_REFERENCE)
        .bind("reference", reference)
        .map(this::opened)
        .findOne();
  }

  /// The returns of an order that any of these products is in and that are not over.
  List<OpenedReturn> underWay(Handle handle, long entry, List<String> products) {
    return handle
        .createQuery(UNDER_WAY)
        .bind("entry", entry)
        .bindArray("products", String.class, products)
        .map(this::opened)
        .list();
  }

  /// Ends returns of an order that will not come: their units can be returned again.
  void end(Handle handle, long entry, List<OpenedReturn> returns, Instant at) {
    handle
        .createUpdate(END)
        .bind("entry", entry)
        .bindArray("numbers", String.class, returns.stream().map(OpenedReturn::number).toList())
        .bind("at", at.atOffset(ZoneOffset.UTC))
        .execute();
  }

  private OpenedReturn opened(ResultSet row, StatementContext context) throws SQLException {
    return new OpenedReturn(
        row.getLong("entry"),
        row.getString("number"),
        row.getObject("opened_at", OffsetDateTime.class).toInstant(),
        row.getObject("return_by", OffsetDateTime.class).toInstant(),
        List.of(json.readValue(row.getString("lines"), Line[].class)));
  }

  /// How many units of each product of an order are on their way back.
  Map<String, Integer> returned(Handle handle, long entry) {
    Map<String, Integer> returned = new HashMap<>();
    handle
        .createQuery(RETURNED)
        .bind("entry", entry)
        .map((row, _) -> Map.entry(row.getString("product"), row.getInt("quantity")))
        .forEach(it -> returned.put(it.getKey(), it.getValue()));
    return returned;
  }

  void insert(Handle handle, String reference, OpenedReturn opened) {
    handle
        .createUpdate(INSERT)
        .bind("reference", reference)
        .bind("entry", opened.entry())
        .bind("number", opened.number())
        .bind("opened_at", opened.openedAt().atOffset(ZoneOffset.UTC))
        .bind("return_by", opened.returnBy().atOffset(ZoneOffset.UTC))
        .bind("lines", json.writeValueAsString(opened.lines()))
        .execute();
  }

  /// A return that the marketplace expects.
  ///
  /// @param entry the order's in the book
  /// @param number the marketplace's own
  record OpenedReturn(
      long entry, String number, Instant openedAt, Instant returnBy, List<Line> lines) {}
}
