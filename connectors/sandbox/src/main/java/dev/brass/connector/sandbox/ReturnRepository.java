package dev.brass.connector.sandbox;

import dev.brass.spi.Line;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/// The table `sandbox.opened_return`.
final class ReturnRepository {

  private static final String BY_REFERENCE =
      """
      SELECT entry, number, return_by FROM sandbox.opened_return WHERE reference = :reference
      """;

  private static final String RETURNED =
      """
      SELECT line ->> 'productId' AS product, sum((line ->> 'quantity')::int) AS quantity
      FROM sandbox.opened_return, jsonb_array_elements(lines) AS line
      WHERE entry = :entry GROUP BY 1
      """;

  private static final String INSERT =
      """
      INSERT INTO sandbox.opened_return (reference, entry, number, return_by, lines)
      VALUES (:reference, :entry, :number, :return_by, CAST(:lines AS jsonb))
      """;

  private final JsonMapper json = JsonMapper.builder().build();

  Optional<OpenedReturn> byReference(Handle handle, String reference) {
    return handle
        .createQuery(BY_REFERENCE)
        .bind("reference", reference)
        .map(
            (row, _) ->
                new OpenedReturn(
                    row.getLong("entry"),
                    row.getString("number"),
                    row.getObject("return_by", OffsetDateTime.class).toInstant()))
        .findOne();
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

  void insert(Handle handle, String reference, OpenedReturn opened, List<Line> lines) {
    handle
        .createUpdate(INSERT)
        .bind("reference", reference)
        .bind("entry", opened.entry())
        .bind("number", opened.number())
        .bind("return_by", opened.returnBy().atOffset(ZoneOffset.UTC))
        .bind("lines", json.writeValueAsString(lines))
        .execute();
  }

  /// A return that the marketplace expects.
  ///
  /// @param entry the order's in the book
  /// @param number the marketplace's own
  record OpenedReturn(long entry, String number, Instant returnBy) {}
}
