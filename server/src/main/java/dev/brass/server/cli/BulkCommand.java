package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.KeysFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
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
final class BulkCommand extends SettingsCommand {

  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int BAR = 30;

  @Parameters(paramLabel = "FILE", description = "CSV in any common encoding and delimiter.")
  private Path file = Path.of("");

  @Option(names = "--validate", description = "Only tells what is wrong; places nothing.")
  private boolean validate;

  @Option(names = "--test", description = "Places test orders.")
  private boolean test;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the server is. Default: as keys.json of the data folder says.")
  private @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "An API key of the current API. Default: from keys.json of the data folder.")
  private @Nullable String key;

  BulkCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    byte[] content = read(context().directory().resolve(file));
    try (BulkClient client = client(configuration)) {
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

  private BulkClient client(Configuration configuration) {
    String at = url;
    String with = key;
    if (at == null || with == null) {
      KeysFile keys =
          KeysFile.read(folder(configuration.settings()))
              .orElseThrow(
                  () ->
                      new CommandException(
                          "there is no keys.json in the data folder; give --url and --key, or"
                              + " --data"));
      at = at == null ? keys.baseUrl() : at;
      with = with == null ? keys.key(test ? KeyKind.TEST : KeyKind.LIVE).reveal() : with;
    }
    return new BulkClient(at, with, test);
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
      bar(batch.path("placed_count").asInt() + failed, batch.path("row_count").asInt(), failed);
      switch (batch.path("status").asString()) {
        case "completed" -> {
          end(batch, failed);
          return;
        }
        case "failed" -> throw new CommandException("the batch could not be processed");
        default -> LockSupport.parkNanos(PAUSE.toNanos());
      }
      if (!batch.path("paused_at").isNull()) {
        throw new CommandException("the batch is paused; POST /orders/bulk/" + id + "/resume");
      }
    }
  }

  private void clearBar() {
    context().err().print("\r" + " ".repeat(BAR + 40) + "\r");
    context().err().flush();
  }

  private void bar(int done, int all, int failed) {
    int filled = all == 0 ? BAR : BAR * done / all;
    context()
        .err()
        .print(
            "\r[%s%s] %d/%d, %d failed"
                .formatted("#".repeat(filled), " ".repeat(BAR - filled), done, all, failed));
    context().err().flush();
  }

  private void end(JsonNode batch, int failed) {
    context().err().println();
    context().err().println(batch.path("placed_count").asInt() + " rows placed");
    if (failed > 0) {
      throw new CommandException(failed + " rows failed");
    }
  }
}
