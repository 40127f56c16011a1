package dev.brass.server.agentpay;

import dev.brass.server.text.Characters;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The client of the service that submits authorizations to the chain. Its texts are for the payer;
/// the form of its answer decides between yes, no, not serving this server, and unknown.
/// Thread-safe.
final class X402Facilitator {

  /// Verification moves no money, so its time limit is shorter.
  static final Duration VERIFIED_WITHIN = Duration.ofSeconds(10);

  /// The facilitator does not know the outcome itself, so this is not a clear no.
  private static final String UNEXPECTED = "unexpected_settle_error";

  private static final Logger LOG = LoggerFactory.getLogger(X402Facilitator.class);

  private final X402Http http;
  private final X402Settings settings;
  private final String base;

  /// The last reported problem; empty when there was none.
  private final AtomicReference<String> told = new AtomicReference<>("");

  X402Facilitator(X402Http http, X402Settings settings) {
    this.http = http;
    this.settings = settings;
    this.base = Characters.withoutEnd(settings.facilitator().toString(), '/');
  }

  /// The facilitator's answer.
  sealed interface Verdict {

    /// The payment is valid, or was executed.
    ///
    /// @param transaction of a payment that was executed
    record Yes(String transaction) implements Verdict {}

    /// The payment is not valid, or was not executed.
    ///
    /// @param why its code for the reason
    /// @param transaction the transaction that it reports as failed; empty when it names none
    record No(String why, String transaction) implements Verdict {}

    /// It does not serve this server and did not accept anything.
    record Closed(String why) implements Verdict {}

    /// It did not answer, or its answer is neither yes nor no.
    record Unknown(String why) implements Verdict {}
  }

  /// Asks whether a payment is valid; that moves no money.
  Verdict verify(Object request) throws InterruptedException {
    try {
      X402Http.Answer answer = post("/verify", request, VERIFIED_WITHIN);
      return verdict(answer, "isValid", "invalidReason")
          .orElseGet(() -> new Verdict.Unknown("the facilitator answered " + answer.status()));
    } catch (IOException e) {
      return new Verdict.Unknown("the facilitator did not answer");
    }
  }

  /// Has a payment executed.
  Verdict settle(Object request) throws InterruptedException {
    try {
      X402Http.Answer answer = post("/settle", request, X402Http.LIMIT);
      return verdict(answer, "success", "errorReason").orElseGet(() -> refused(answer));
    } catch (IOException e) {
      return new Verdict.Unknown("the facilitator did not answer");
    }
  }

  private X402Http.Answer post(String path, Object request, Duration within)
      throws IOException, InterruptedException {
    return http.send(URI.create(base + path), settings.headers().reveal(), request, within);
  }

  /// A refusal in a format other than that of x402.
  private Verdict refused(X402Http.Answer answer) {
    return switch (answer.status()) {
      case 404, 405 ->
          closed("carries out no payments at this address (HTTP " + answer.status() + ")");
      default -> new Verdict.No(reason(answer, "errorReason"), "");
    };
  }

  /// Empty when it refuses in a format other than that of x402.
  private Optional<Verdict> verdict(X402Http.Answer answer, String yes, String reason) {
    int status = answer.status();
    JsonNode said = answer.json().path(yes);
    if (status >= 500 || status == 408) {
      return Optional.of(new Verdict.Unknown("the facilitator answered " + status));
    }
    if (!said.isBoolean()) {
      Optional<String> barred = barred(answer);
      return status < 300
          ? Optional.of(new Verdict.Unknown("the facilitator answered neither yes nor no"))
          : barred.map(this::closed);
    }
    told.set("");
    if (said.booleanValue()) {
      return Optional.of(
          status < 300
              ? new Verdict.Yes(transaction(answer))
              : new Verdict.Unknown("the facilitator answered " + status + ", and yes"));
    }
    String why = reason(answer, reason);
    return Optional.of(
        why.equals(UNEXPECTED)
            ? new Verdict.Unknown("the facilitator does not know")
            : new Verdict.No(why, transaction(answer)));
  }

  private static String transaction(X402Http.Answer answer) {
    return answer.json().path("transaction").asString("");
  }

  private static String reason(X402Http.Answer answer, String name) {
    for (String place : List.of(name, "errorMessage", "invalidMessage", "error", "message")) {
      String text = answer.json().path(place).asString("");
      if (!text.isBlank()) {
        return text;
      }
    }
    return "http_" + answer.status();
  }

  private Verdict closed(String why) {
    if (!told.getAndSet(why).equals(why)) {
      LOG.warn("payments by x402 are refused: the facilitator {}", why);
    }
    return new Verdict.Closed(why);
  }

  /// Why an answer shows that it does not serve this server.
  private Optional<String> barred(X402Http.Answer answer) {
    int status = answer.status();
    if (status >= 300 && status < 400) {
      return Optional.of("redirects (HTTP %d%s)".formatted(status, target(answer.location())));
    }
    if (status == 401 || status == 403 || status == 407) {
      return Optional.of(
          settings.headers().reveal().isEmpty()
              ? "asks for a key (HTTP " + status + ")"
              : "does not take the key of this server (HTTP " + status + ")");
    }
    return status == 429 ? Optional.of("takes no more requests now (HTTP 429)") : Optional.empty();
  }

  /// The target of a redirect, without parts that may be secret.
  private static String target(String location) {
    try {
      URI uri = new URI(location);
      return uri.getHost() == null
          ? ""
          : " to %s://%s%s"
              .formatted(
                  uri.getScheme(),
                  uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()),
                  uri.getRawPath());
    } catch (URISyntaxException e) {
      return "";
    }
  }

  /// The problem that prevents payments, for the operator, as far as it can be checked without a
  /// payment; empty when there is none.
  Optional<String> trouble() throws InterruptedException {
    try {
      X402Http.Answer supported =
          http.send(
              URI.create(base + "/supported"), settings.headers().reveal(), null, VERIFIED_WITHIN);
      Optional<String> problem = barred(supported);
      if (problem.isEmpty() && !serves(supported.json().path("kinds"))) {
        return Optional.of(
            "names no exact payments on %s among those that it carries out"
                .formatted(settings.network()));
      }
      // A facilitator that serves this server rejects an invalid payment; another one asks for a
      // key.
      if (problem.isEmpty()) {
        problem = barred(post("/verify", Map.of("x402Version", 2), VERIFIED_WITHIN));
      }
      problem.ifPresent(told::set);
      return problem.map(
          why ->
              "%s; see %s"
                  .formatted(
                      why,
                      why.contains(" key ") ? "agent.x402.headers" : "agent.x402.facilitator"));
    } catch (IOException e) {
      return Optional.of("does not answer; see agent.x402.facilitator");
    }
  }

  /// @param kinds empty where it does not list them
  private boolean serves(JsonNode kinds) {
    if (!kinds.isArray() || kinds.isEmpty()) {
      return true;
    }
    for (JsonNode kind : kinds) {
      String network = kind.path("network").asString("");
      boolean ours =
          network.equals(settings.network())
              || network.equals(settings.oldNetwork())
              || network.equals("eip155:*");
      if (ours && kind.path("scheme").asString("").equals("exact")) {
        return true;
      }
    }
    return false;
  }
}
