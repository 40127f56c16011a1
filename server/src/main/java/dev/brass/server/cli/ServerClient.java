package dev.brass.server.cli;

import dev.brass.server.egress.WholeExchange;
import dev.brass.server.text.Characters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// A client of a running server's APIs that take Bearer keys. Used by one thread.
abstract class ServerClient implements AutoCloseable {

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final String url;
  private final String key;
  private final boolean test;
  private final Duration patience;

  /// A client.
  ///
  /// @param test whether it acts on test data
  /// @param patience the longest wait for each answer
  ServerClient(String url, String key, boolean test, Duration patience) {
    this.url = Characters.withoutEnd(url, '/');
    this.key = key;
    this.test = test;
    this.patience = patience;
  }

  /// The reason in an answer that is not 200, for people.
  abstract String why(int status, JsonNode body);

  final HttpRequest.Builder to(String path) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(patience)
              .header("Authorization", "Bearer " + key);
      return test ? request.header("X-Test-Mode", "true") : request;
    } catch (IllegalArgumentException e) {
      throw new CommandException("'" + url + "' is not the address of a server");
    }
  }

  /// The body of an answer; missing when the answer is 204.
  ///
  /// @throws CommandException unless it is 200 and JSON, or 204
  final JsonNode send(HttpRequest.Builder request) {
    HttpResponse<String> response = answer(request, BodyHandlers.ofString());
    if (response.statusCode() == NO_CONTENT) {
      return MissingNode.getInstance();
    }
    try {
      JsonNode body = JsonMapper.shared().readTree(response.body());
      if (response.statusCode() != OK) {
        throw new CommandException(why(response.statusCode(), body));
      }
      return body;
    } catch (JacksonException e) {
      throw new CommandException("what answers at " + url + " is no Brass");
    }
  }

  /// Sends a request whose answer is empty.
  final void tell(HttpRequest.Builder request) {
    HttpResponse<String> response = answer(request, BodyHandlers.ofString());
    if (response.statusCode() != NO_CONTENT) {
      throw new CommandException(
          response.body().isEmpty()
              ? "the server answered " + response.statusCode()
              : why(response.statusCode(), JsonMapper.shared().readTree(response.body())));
    }
  }

  /// A body that is read piece by piece.
  ///
  /// @throws CommandException unless the answer is 200
  final <T> T open(HttpRequest.Builder request, BodyHandler<T> body) {
    HttpResponse<T> response = answer(request, body);
    if (response.statusCode() != OK) {
      throw new CommandException("the server answered " + response.statusCode());
    }
    return response.body();
  }

  private <T> HttpResponse<T> answer(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return WholeExchange.within(patience, http, request.build(), body);
    } catch (IOException e) {
      throw new CommandException("the server at " + url + " does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  @Override
  public final void close() {
    http.close();
  }
}
