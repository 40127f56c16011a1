package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `brass bulk`: uploads a file as it is to a running server and shows how its rows become orders.
@Command(
    name = "bulk",
    sortOptions = false,
    description = {
      "Places an order for each row of a CSV file at a running server.",
      "Ends with 0 only if no row failed. A file that is uploaded again places nothing twice."
    })
final class BulkCommand extends ClientCommand {

  @Parameters(paramLabel = "FILE", description = "CSV in any common encoding and delimiter.")
  private Path file = Path.of("");

  @Option(names = "--validate", description = "Only tells what is wrong; places nothing.")
  private boolean validate;

  BulkCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    byte[] content = read(context().directory().resolve(file));
    try (BulkClient client = client(configuration, BulkClient::new)) {
      String query = BulkClient.query(String.valueOf(file.getFileName()));
      if (validate) {
        validate(client.upload("/orders/bulk/validate" + query, content));
      } else {
        follow(client, client.upload("/orders/bulk" + query, content));
      }
    }
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new CommandException("cannot read " + path);
    }
  }

  private void validate(JsonNode result) {
    for (JsonNode row : result.path("rows")) {
      row.path("notes").forEach(note -> context().err().println(note.asString()));
      row.path("errors").forEach(error -> context().out().println(error.asString()));
    }
    int invalid = result.path("invalid_rows").asInt();
    context()
        .err()
        .println(
            "%d rows, %d valid; at most %s in all"
                .formatted(
                    result.path("total_rows").asInt(),
                    result.path("valid_rows").asInt(),
                    cents(result.path("estimated_total_cents").asLong())));
    if (!result.path("sufficient_funds").asBoolean()) {
      throw new CommandException(
          "the wallet has only " + cents(result.path("wallet_balance_cents").asLong()));
    }
    if (invalid > 0) {
      throw new CommandException(invalid + " rows are not valid");
    }
  }

  private static String cents(long cents) {
    return "%d.%02d".formatted(cents / 100, Math.abs(cents % 100));
  }

  private void follow(BulkClient client, JsonNode created) {
    String id = created.path("id").asString();
    context().err().println("batch " + id);
    Set<Integer> told = new HashSet<>();
    while (true) {
      JsonNode batch = client.get("/orders/bulk/" + id + "?rows=failed");
      for (JsonNode row : batch.path("rows")) {
        if (told.add(row.path("index").asInt())) {
          clearBar();
          context().out().println(row.path("error").asString());
          context().out().flush();
        }
      }
      int failed = batch.path("failed_count").asInt();
      bar(
          batch.path("placed_count").asInt() + failed,
          batch.path("row_count").asInt(),
          failed + " failed");
      switch (batch.path("status").asString()) {
        case "completed" -> {
          end(batch, failed);
          return;
        }
        case "failed" -> throw new CommandException("the batch could not be processed");
        default -> pause();
      }
      if (!batch.path("paused_at").isNull()) {
        throw new CommandException("the batch is paused; POST /orders/bulk/" + id + "/resume");
      }
    }
  }

  private void end(JsonNode batch, int failed) {
    context().err().println();
    context().err().println(batch.path("placed_count").asInt() + " rows placed");
    if (failed > 0) {
      throw new CommandException(failed + " rows failed");
    }
  }
}
