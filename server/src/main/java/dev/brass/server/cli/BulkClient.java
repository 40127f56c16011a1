package dev.brass.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of a running server's bulk uploads. Used by one thread.
final class BulkClient implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final String url;
  private final String key;
  private final boolean test;

  BulkClient(String url, String key, boolean test) {
    this.url = url.replaceFirst("/+$", "");
    this.key = key;
    this.test = test;
  }

  static String query(String filename) {
    return "?filename=" + URLEncoder.encode(filename, StandardCharsets.UTF_8);
  }

  JsonNode upload(String path, byte[] file) {
    return send(
        to(path).header("Content-Type", "text/csv").POST(BodyPublishers.ofByteArray(file)).build());
  }

  JsonNode get(String path) {
    return send(to(path).GET().build());
  }

  private HttpRequest.Builder to(String path) {
    URI uri;
    try {
      uri = URI.create(url + path);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Authorization", "Bearer " + key);
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
      throw new CommandException("the server at " + url + " does not answer");
    } catch (JacksonException e) {
      throw new CommandException("what answers at " + url + " is no Brass");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  private static String why(int status, JsonNode body) {
    String fault = body.at("/detail/0/msg").asString("").replaceFirst("^Value error, ", "");
    String message = body.at("/error/message").asString("");
    return fault.isEmpty() ? "the server answered %d: %s".formatted(status, message) : fault;
  }

  @Override
  public void close() {
    http.close();
  }
}
