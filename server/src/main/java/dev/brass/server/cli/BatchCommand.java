package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.text.FileFailure;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `brass batch`: has a running server carry out the operations of a file and shows its progress.
@Command(
    name = "batch",
    sortOptions = false,
    description = {
      "Carries out the API calls of a file at a running server, one in each line:",
      "  {\"http_method\": \"GET\", \"path\": \"/orders\"}",
      "Ends with 0 only if every call was answered with a status below 400."
    })
final class BatchCommand extends ClientCommand {

  @Parameters(paramLabel = "FILE", description = "NDJSON: an operation in each line.")
  private Path file = Path.of("");

  @Option(names = "--parallel", description = "Runs operations in parallel.")
  private boolean parallel;

  @Option(names = "--stop-on-error", description = "Ends with the first error.")
  private boolean stopOnError;

  @Option(names = "--dry-run", description = "Only reports what is wrong; runs nothing.")
  private boolean dryRun;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "The same key again follows the batch of the first time.")
  private @Nullable String idempotencyKey;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "Where all operations with their answers go. Default: errors to the output.")
  private @Nullable Path results;

  BatchCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    Path path = context().directory().resolve(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new CommandException(
          "cannot read "
              + path
              + (Files.isDirectory(path)
                  ? ": it is a folder"
                  : Files.exists(path)
                      ? ": this user has no permission"
                      : ": the file does not exist"));
    }
    try (BatchClient client = client(configuration, BatchClient::new)) {
      JsonNode answer = client.upload(path, options());
      if (dryRun) {
        told(answer);
      } else {
        follow(client, answer);
      }
    }
  }

  private Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("mode", parallel ? "parallel" : "ordered");
    options.put("stop_on_error", Boolean.toString(stopOnError));
    options.put("dry_run", Boolean.toString(dryRun));
    if (idempotencyKey != null) {
      options.put("idempotency_key", idempotencyKey);
    }
    return options;
  }

  private void told(JsonNode found) {
    JsonNode faults = found.path("validation_errors");
    faults.forEach(fault -> context().out().println(BatchClient.told(fault)));
    context().out().flush();
    context().err().println(found.path("batch_operations_count").asInt() + " operations read");
    if (!faults.isEmpty()) {
      throw new CommandException(faults.size() + " errors");
    }
  }

  private void follow(BatchClient client, JsonNode created) {
    String id = created.path("id").asString();
    context().err().println("batch " + id);
    JsonNode batch = created;
    bar(batch);
    while (!batch.path("status").asString().equals("completed")) {
      pause();
      batch = client.batch(id);
      bar(batch);
    }
    context().err().println();
    int errors = batch.path("unsuccessful_batch_operations_count").asInt();
    if (results != null || errors > 0) {
      tell(client, id);
    }
    if (errors > 0) {
      throw new CommandException(errors + " operations did not succeed");
    }
  }

  private void bar(JsonNode batch) {
    bar(
        batch.path("finished_batch_operations_count").asInt(),
        batch.path("batch_operations_count").asInt(),
        batch.path("unsuccessful_batch_operations_count").asInt() + " without success");
  }

  /// Writes the results to their file, or those without success to the output.
  private void tell(BatchClient client, String id) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(client.results(id), StandardCharsets.UTF_8))) {
      if (results == null) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          tell(++number, JsonMapper.shared().readTree(line));
        }
        context().out().flush();
      } else {
        Path target = context().directory().resolve(results);
        try (BufferedWriter out = Files.newBufferedWriter(target)) {
          lines.transferTo(out);
        }
      }
    } catch (IOException e) {
      throw new CommandException("the results could not be read or written: " + FileFailure.of(e));
    }
  }

  private void tell(int number, JsonNode operation) {
    int status = operation.path("response_status").asInt(0);
    if (status >= 400 || operation.has("failure")) {
      String why =
          operation.has("failure")
              ? operation.at("/failure/message").asString()
              : status + " " + operation.path("response_body");
      context()
          .out()
          .println(
              "operation %d, %s %s: %s"
                  .formatted(
                      number,
                      operation.path("http_method").asString(),
                      operation.path("path").asString(),
                      why));
    }
  }
}
