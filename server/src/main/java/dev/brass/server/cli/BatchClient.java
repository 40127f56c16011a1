package dev.brass.server.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of a running server's batches of operations. Used by one thread.
final class BatchClient implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String BATCHES = "/v1/batches";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final String url;
  private final String key;
  private final boolean test;

  BatchClient(String url, String key, boolean test) {
    this.url = url.replaceFirst("/+$", "");
    this.key = key;
    this.test = test;
  }

  /// Uploads a file of operations; gives the batch, or what a dry run found.
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
              .POST(BodyPublishers.ofFile(file))
              .build());
    } catch (FileNotFoundException e) {
      throw new CommandException("cannot read " + file);
    }
  }

  JsonNode batch(String id) {
    return send(to(BATCHES + "/" + id).GET().build());
  }

  /// All operations of a batch, each in a line; the caller closes it.
  InputStream results(String id) {
    try {
      HttpResponse<InputStream> response =
          http.send(
              to(BATCHES + "/" + id + "/results").GET().build(), BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw new CommandException("the server answered " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw silent();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private HttpRequest.Builder to(String path) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + key);
      return test ? request.header("X-Test-Mode", "true") : request;
    } catch (IllegalArgumentException e) {
      throw new CommandException("'" + url + "' is no address of a server");
    }
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      JsonNode body = JSON.readTree(response.body());
      if (response.statusCode() != 200) {
        throw new CommandException(why(response.statusCode(), body));
      }
      return body;
    } catch (IOException e) {
      throw silent();
    } catch (JacksonException e) {
      throw new CommandException("what answers at " + url + " is no Brass");
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private CommandException silent() {
    return new CommandException("the server at " + url + " does not answer");
  }

  private static CommandException interrupted() {
    Thread.currentThread().interrupt();
    return new CommandException("interrupted");
  }

  /// Every fault in a line of its own.
  private static String why(int status, JsonNode body) {
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

  @Override
  public void close() {
    http.close();
  }
}
