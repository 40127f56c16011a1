package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.text.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `brass bulk`: uploads a file unchanged to a running server, and shows how its rows become orders
/// and the orders' outcomes.
@Command(
    name = "bulk",
    sortOptions = false,
    description = {
      "Places an order for each row of a CSV file or workbook at a running server, and waits for",
      "their outcomes. A file that is uploaded again places nothing twice.",
      "Ends with 0 only if everything was bought, with 3 when an order failed or is in doubt."
    })
final class BulkCommand extends ClientCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "CSV in any common encoding and delimiter, or .xlsx.")
  private Path file = Path.of("");

  @Option(names = "--validate", description = "Only reports what is wrong; places nothing.")
  private boolean validate;

  @Option(names = "--no-wait", description = "Does not wait for what becomes of the orders.")
  private boolean noWait;

  @Option(
      names = "--wait",
      paramLabel = "MINUTES",
      description = "How long it waits for the orders. Default: 60.")
  private int minutes = 60;

  @Option(names = "--retry", description = "Tries orders again that failed, once.")
  private boolean retry;

  @Option(names = "--json", description = "Prints the server's answer instead of sentences.")
  private boolean json;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "The file's encoding, where it cannot be detected.")
  private @Nullable String encoding;

  @Option(
      names = "--group-by",
      paramLabel = "order",
      description = "Makes one order of the rows that have the same order number.")
  private @Nullable String groupBy;

  @Option(
      names = "--mapping",
      paramLabel = "JSON",
      description = "The meaning of columns: {\"Heading\": \"product_url\", …}.")
  private @Nullable String mapping;

  BulkCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    byte[] content = read(context().directory().resolve(file));
    try (BulkClient client = client(configuration, BulkClient::new)) {
      String query =
          BulkClient.query(
              "filename",
              String.valueOf(file.getFileName()),
              "encoding",
              encoding,
              "group_by",
              groupBy,
              "mapping",
              mapping);
      if (validate) {
        validate(client.upload("/orders/bulk/validate" + query, content));
      } else {
        place(client, client.upload("/orders/bulk" + query, content));
      }
    }
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new CommandException("cannot read " + path + ": " + FileFailure.of(e));
    }
  }

  private void validate(JsonNode result) {
    if (json) {
      context().out().println(result);
    } else {
      show(result);
    }
    int invalid = result.path("invalid_rows").asInt();
    if (!result.path("sufficient_funds").asBoolean()) {
      throw new CommandException(
          "the wallet has only " + cents(result.path("wallet_balance_cents").asLong()));
    }
    if (invalid > 0) {
      throw new CommandException(invalid + " rows are not valid");
    }
  }

  private void show(JsonNode result) {
    RowGroups notes = new RowGroups();
    RowGroups errors = new RowGroups();
    for (JsonNode row : result.path("rows")) {
      int number = row.path("row").asInt();
      row.path("notes").forEach(note -> notes.add(number, note.asString()));
      row.path("errors").forEach(error -> errors.add(number, error.asString()));
    }
    context().err().println(source(result.path("source")));
    for (JsonNode column : result.path("columns")) {
      String taken = column.path("taken_for").asString("");
      context()
          .err()
          .println(
              "  '%s': %s"
                  .formatted(
                      column.path("heading").asString(),
                      taken.isEmpty() ? "only carried along" : taken));
    }
    notes.lines().forEach(context().err()::println);
    errors.lines().forEach(context().out()::println);
    context()
        .err()
        .println(
            "%d rows, %d valid; at most %s in all"
                .formatted(
                    result.path("total_rows").asInt(),
                    result.path("valid_rows").asInt(),
                    cents(result.path("estimated_total_cents").asLong())));
  }

  private static String source(JsonNode source) {
    String encoding = source.path("encoding").asString("");
    String delimiter = source.path("delimiter").asString("");
    String sheet = source.path("sheet").asString("");
    return "read as "
        + source.path("format").asString()
        + (encoding.isEmpty() ? "" : " in " + encoding)
        + (source.path("encoding_guessed").asBoolean() ? " (guessed; --encoding sets it)" : "")
        + (delimiter.isEmpty()
            ? ""
            : " with '" + delimiter.replace("\t", "\\t") + "' between cells")
        + (sheet.isEmpty() ? "" : ", sheet '" + sheet + "'");
  }

  private static String cents(long cents) {
    return "%d.%02d".formatted(cents / 100, Math.abs(cents % 100));
  }

  private void place(BulkClient client, JsonNode created) {
    String path = "/orders/bulk/" + created.path("id").asString();
    context().err().println("batch " + created.path("id").asString());
    untilPlaced(client, path);
    if (!noWait) {
      untilOver(client, path);
    }
    if (retry && failedOrders(client.get(path + "?rows=none")) > 0) {
      int again =
          client.post(path + "/retry", "{\"only\":\"failed\"}").path("retried_count").asInt();
      context().err().println(again + " rows are tried again");
      untilPlaced(client, path);
      if (!noWait) {
        untilOver(client, path);
      }
    }
    end(client, path);
  }

  /// Waits until every row is an order or refused.
  private void untilPlaced(BulkClient client, String path) {
    while (true) {
      JsonNode batch = client.get(path + "?rows=none");
      int failed = batch.path("failed_count").asInt();
      bar(
          batch.path("placed_count").asInt() + failed,
          batch.path("row_count").asInt(),
          failed + " failed");
      switch (batch.path("status").asString()) {
        case "completed" -> {
          context().err().println();
          context().err().println(batch.path("placed_count").asInt() + " rows placed");
          return;
        }
        case "failed" -> throw new CommandException("the batch could not be processed");
        default -> pause();
      }
      if (!batch.path("paused_at").isNull()) {
        throw new CommandException("the batch is paused; POST " + path + "/resume");
      }
    }
  }

  /// Waits until no order is waiting.
  private void untilOver(BulkClient client, String path) {
    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    while (true) {
      JsonNode batch = client.get(path + "?rows=none");
      JsonNode counts = batch.path("outcome_counts");
      int waiting = counts.path("waiting").asInt();
      int all = batch.path("row_count").asInt();
      bar(all - waiting, all, told(counts));
      if (waiting == 0) {
        context().err().println();
        return;
      }
      if (System.nanoTime() - end > 0) {
        context().err().println();
        throw new CommandException(
            "%d orders are not decided after %d minutes; GET %s shows their progress"
                .formatted(waiting, minutes, path));
      }
      pause();
    }
  }

  private static String told(JsonNode counts) {
    return "%d bought, %d failed, %d cancelled, %d in doubt"
        .formatted(
            counts.path("bought").asInt(),
            counts.path("failed").asInt(),
            counts.path("cancelled").asInt(),
            counts.path("in_doubt").asInt());
  }

  private static int failedOrders(JsonNode batch) {
    return batch.at("/outcome_counts/failed").asInt();
  }

  private void end(BulkClient client, String path) {
    JsonNode batch = client.get(path + "?rows=unbought");
    RowGroups failed = new RowGroups();
    int orders = 0;
    for (JsonNode row : batch.path("rows")) {
      boolean isOrder = !row.path("order_id").isNull();
      orders += isOrder ? 1 : 0;
      failed.add(row.path("row").asInt(), isOrder ? ofOrder(row) : row.path("error").asString(""));
    }
    if (json) {
      context().out().println(batch);
    } else {
      failed.lines().forEach(context().out()::println);
    }
    context().out().flush();
    if (!noWait) {
      context().err().println(told(batch.path("outcome_counts")));
    }
    int refused = batch.path("failed_count").asInt();
    if (orders > 0) {
      throw new OrdersFailedException(
          "%d orders failed or are in doubt, %d rows failed; POST %s/retry {\"only\": \"failed\"}, or --retry, tries those again for which nothing can have been bought"
              .formatted(orders, refused, path));
    }
    if (refused > 0) {
      throw new CommandException(refused + " rows failed");
    }
  }

  private static String ofOrder(JsonNode row) {
    String type = row.path("order_error_type").asString("");
    return "the order %s: %s%s"
        .formatted(
            row.path("outcome").asString().equals("in_doubt") ? "is in doubt" : "failed",
            row.path("order_error").asString("its store is asked"),
            type.isEmpty() ? "" : " (" + type + ")");
  }
}
