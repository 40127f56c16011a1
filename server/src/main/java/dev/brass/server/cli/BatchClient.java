package dev.brass.server.cli;

import dev.brass.server.text.FileFailure;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A client of a running server's batches of operations. Used by one thread.
final class BatchClient extends ServerClient {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String BATCHES = "/v1/batches";

  BatchClient(String url, String key, boolean test) {
    super(url, key, test, PATIENCE);
  }

  /// Uploads a file of operations; returns the batch, or the findings of a dry run.
  ///
  /// @param options of the batch
  JsonNode upload(Path file, Map<String, String> options) {
    List<String> query = new ArrayList<>();
    options.forEach(
        (name, value) -> query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    try {
      return send(
          to(BATCHES + "?" + String.join("&", query))
              .header("Content-Type", "application/x-ndjson")
              .POST(BodyPublishers.ofFile(file)));
    } catch (FileNotFoundException e) {
      throw new CommandException("cannot read " + file + ": " + FileFailure.of(e));
    }
  }

  JsonNode batch(String id) {
    return send(to(BATCHES + "/" + id).GET());
  }

  /// All operations of a batch, each in a line; the caller closes it.
  InputStream results(String id) {
    return open(to(BATCHES + "/" + id + "/results").GET(), BodyHandlers.ofInputStream());
  }

  /// All faults, one per line.
  @Override
  String why(int status, JsonNode body) {
    List<String> lines = new ArrayList<>();
    body.path("validation_errors").forEach(fault -> lines.add(told(fault)));
    return lines.isEmpty()
        ? "the server answered %d: %s".formatted(status, body.path("message").asString(""))
        : String.join("\n", lines);
  }

  /// A fault as people read it.
  static String told(JsonNode fault) {
    return fault.path("attribute").asString() + ": " + fault.path("message").asString();
  }
}
