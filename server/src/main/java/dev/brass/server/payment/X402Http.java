package dev.brass.server.payment;

import dev.brass.server.outward.WholeExchange;
import dev.brass.server.text.Characters;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The two services that x402 payments need: the facilitator and a node of the chain. Both are the
/// operator's choice. Thread-safe.
final class X402Http {

  /// The longest that one exchange lasts.
  static final Duration LIMIT = Duration.ofSeconds(30);

  /// A block names all of its transactions.
  private static final int LARGEST = 2 * 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final X402Settings settings;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private final Duration limit;

  X402Http(X402Settings settings) {
    this(settings, LIMIT);
  }

  X402Http(X402Settings settings, Duration limit) {
    this.settings = settings;
    this.limit = limit;
  }

  /// What the facilitator answered.
  record Answer(int status, JsonNode json) {}

  /// Has a payment carried out.
  ///
  /// @throws IOException when there is no answer, or none that can be read
  Answer settle(Object request) throws IOException, InterruptedException {
    String base = Characters.withoutEnd(settings.facilitator().toString(), '/');
    return post(URI.create(base + "/settle"), request);
  }

  /// The chain answered, and with an error.
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String method) {
      super("the chain does not tell: " + method);
    }
  }

  /// Asks the chain.
  ///
  /// @return the result
  /// @throws IOException when there is none; [Refused] when the chain says that it gives none
  JsonNode call(String method, List<?> parameters) throws IOException, InterruptedException {
    Answer answer =
        post(
            settings.rpc(),
            Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", parameters));
    if (answer.json().has("error")) {
      throw new Refused(method);
    }
    if (!answer.json().has("result")) {
      throw new IOException("the chain does not tell: " + method);
    }
    return answer.json().get("result");
  }

  private Answer post(URI address, Object body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<byte[]> response =
        WholeExchange.within(
            limit, http, request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
    try {
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JacksonException e) {
      throw new IOException("the answer is not JSON", e);
    }
  }
}
