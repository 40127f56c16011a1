package dev.brass.bench.crash;

import dev.brass.bench.crash.AuditRepository.BookRow;
import dev.brass.server.order.OrderAudit;
import dev.brass.server.wallet.WalletAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is checked of an upload: in the database after each death, and in what the API says at the
/// end.
final class BulkAudit {

  private final BulkSheet sheet;
  private final List<String> flaws = new ArrayList<>();

  BulkAudit(BulkSheet sheet) {
    this.sheet = sheet;
  }

  /// What was wrong.
  List<String> flaws() {
    return List.copyOf(flaws);
  }

  void flaw(String what) {
    flaws.add(what);
  }

  /// What must hold whenever the server died.
  void atAnyMoment(Jdbi jdbi, Path data) {
    flaws.addAll(flawsAtAnyMoment(jdbi, data));
  }

  /// As above, whoever ordered it, as long as no two orders are of the same product.
  static List<String> flawsAtAnyMoment(Jdbi jdbi, Path data) {
    List<String> flaws = new ArrayList<>();
    new OrderAudit(jdbi, SealedRows.of(jdbi, data))
        .flaws()
        .forEach(flaw -> flaws.add("order %s: %s".formatted(flaw.order().id(), flaw.what())));
    new WalletAudit(jdbi)
        .flaws()
        .forEach(flaw -> flaws.add("wallet of %s: %s".formatted(flaw.tenant(), flaw.what())));
    Set<String> products = new HashSet<>();
    Set<UUID> orders = new HashSet<>();
    for (BookRow entry : book(jdbi)) {
      if (!products.add(entry.products()) || !orders.add(entry.orderId())) {
        flaws.add("TWICE: the store has %s".formatted(entry));
      }
    }
    return flaws;
  }

  private static List<BookRow> book(Jdbi jdbi) {
    return AuditRepository.book(jdbi, "");
  }

  /// What must hold of a complete batch.
  void complete(JsonNode batch) {
    if (!batch.path("status").asString().equals("completed")
        || batch.path("placed_count").asInt() != sheet.good()
        || batch.path("failed_count").asInt() != sheet.bad()
        || batch.path("rows").size() != sheet.rows().size()) {
      flaw(
          "batch %s is %s with %d rows, %d placed, %d failed"
              .formatted(
                  batch.path("id").asString(),
                  batch.path("status").asString(),
                  batch.path("rows").size(),
                  batch.path("placed_count").asInt(),
                  batch.path("failed_count").asInt()));
      return;
    }
    for (BulkSheet.Row row : sheet.rows()) {
      JsonNode told = batch.path("rows").get(row.number() - 2);
      boolean right =
          row.error() == null
              ? told.path("status").asString().equals("placed")
                  && told.path("error").isNull()
                  && told.path("recipient").asString("").equals("Zoë Müller")
                  && told.at("/passthrough/internal_ref").asString("").equals(row.number() + " €")
              : told.path("status").asString().equals("failed")
                  && told.path("error").asString("").equals(row.error())
                  && told.path("order_id").isNull();
      if (!right) {
        flaw("row %d is to %s, and is told as %s".formatted(row.number(), wish(row), told));
      }
    }
  }

  private static String wish(BulkSheet.Row row) {
    return row.error() == null ? "be placed" : "fail with: " + row.error();
  }

  /// Each good row was bought once, by the order that the batch tells of, and nothing else was.
  void bought(JsonNode batch, Jdbi jdbi) {
    Map<String, BulkSheet.Row> wanted = sheet.byProduct();
    Map<Integer, BookRow> sold = new HashMap<>();
    for (BookRow entry : book(jdbi)) {
      BulkSheet.Row row = wanted.get(entry.products());
      if (row == null || sold.put(row.number(), entry) != null) {
        flaw("TWICE or unasked: the store has %s".formatted(entry));
      }
    }
    for (BulkSheet.Row row : wanted.values()) {
      String order = batch.path("rows").get(row.number() - 2).path("order_id").asString("");
      BookRow entry = sold.get(row.number());
      if (entry == null || !entry.orderId().toString().equals(order)) {
        flaw(
            "LOST: row %d is order %s, and the store has %s".formatted(row.number(), order, entry));
      }
    }
  }

  /// Two batches of the same file tell the same of each row.
  ///
  /// @param sameOrders whether their orders are the same as well
  void alike(JsonNode one, JsonNode other, boolean sameOrders) {
    for (BulkSheet.Row row : sheet.rows()) {
      ObjectNode first = told(one, row, sameOrders);
      ObjectNode second = told(other, row, sameOrders);
      if (!first.equals(second)) {
        flaw("row %d is told as %s and as %s".formatted(row.number(), first, second));
      }
    }
  }

  private static ObjectNode told(JsonNode batch, BulkSheet.Row row, boolean withOrder) {
    ObjectNode told = (ObjectNode) batch.path("rows").get(row.number() - 2).deepCopy();
    told.remove("order_status");
    if (!withOrder) {
      told.remove("order_id");
    }
    return told;
  }
}
