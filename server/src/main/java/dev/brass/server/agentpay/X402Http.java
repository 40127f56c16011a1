package dev.brass.server.agentpay;

import dev.brass.server.egress.WholeExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The exchanges with the two services that x402 payments need: the facilitator and a node of the
/// chain. Both are the operator's choice, and neither may redirect the server: redirects are not
/// followed. Thread-safe.
final class X402Http {

  /// The longest that one exchange lasts.
  static final Duration LIMIT = Duration.ofSeconds(30);

  /// A block lists all of its transactions.
  private static final int LARGEST = 2 * 1024 * 1024;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final X402Settings settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final Duration limit;

  X402Http(X402Settings settings) {
    this(settings, LIMIT);
  }

  X402Http(X402Settings settings, Duration limit) {
    this.settings = settings;
    this.limit = limit;
  }

  /// An answer.
  ///
  /// @param location the target of a redirect; empty when there is none
  /// @param json empty when the body is not JSON
  record Answer(int status, String location, JsonNode json) {}

  /// The chain answered with an error.
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String method) {
      super("the chain refused: " + method);
    }
  }

  /// Asks the chain.
  ///
  /// @return the result
  /// @throws IOException when there is none; [Refused] when the chain returns an error
  JsonNode call(String method, List<?> parameters) throws IOException, InterruptedException {
    Answer answer =
        send(
            settings.rpc(),
            Map.of(),
            Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", parameters),
            limit);
    if (answer.json().has("error")) {
      throw new Refused(method);
    }
    if (!answer.json().has("result")) {
      throw new IOException("the chain refused: " + method);
    }
    return answer.json().get("result");
  }

  /// One exchange.
  ///
  /// @param body null for a GET
  /// @param within the time limit, at most the general one
  /// @throws IOException when there is no complete answer
  Answer send(URI address, Map<String, String> headers, @Nullable Object body, Duration within)
      throws IOException, InterruptedException {
    Duration most = within.compareTo(limit) < 0 ? within : limit;
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(most);
    headers.forEach(request::header);
    if (body == null) {
      request.header("Accept", "application/json").GET();
    } else {
      request
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }
    HttpResponse<byte[]> response =
        WholeExchange.within(
            most,
            http,
            request.build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Location").orElse(""),
        json(response.body()));
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }
}
