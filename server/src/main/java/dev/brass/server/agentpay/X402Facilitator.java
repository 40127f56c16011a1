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

/// Who hands authorizations to the chain. Its words are for the payer; whether it said yes, said
/// no, does not serve this server or cannot tell is read off the form of its answer. Thread-safe.
final class X402Facilitator {

  /// A question about a payment moves no money, so it need not be waited for as long.
  static final Duration VERIFIED_WITHIN = Duration.ofSeconds(10);

  /// The settlement ended in a way that it does not know itself, which is no clear no.
  private static final String UNEXPECTED = "unexpected_settle_error";

  private static final Logger LOG = LoggerFactory.getLogger(X402Facilitator.class);

  private final X402Http http;
  private final X402Settings settings;
  private final String base;

  /// What stood in the way the last time; empty when nothing did.
  private final AtomicReference<String> told = new AtomicReference<>("");

  X402Facilitator(X402Http http, X402Settings settings) {
    this.http = http;
    this.settings = settings;
    this.base = Characters.withoutEnd(settings.facilitator().toString(), '/');
  }

  /// What it said.
  sealed interface Verdict {

    /// The payment is good, or was carried out.
    ///
    /// @param transaction of a payment that was carried out
    record Yes(String transaction) implements Verdict {}

    /// It is not, or was not.
    ///
    /// @param why its word for the reason
    /// @param transaction which it says has failed; empty when it names none
    record No(String why, String transaction) implements Verdict {}

    /// It does not serve this server, and was not handed anything.
    record Closed(String why) implements Verdict {}

    /// It did not answer, or with something that is neither.
    record Unknown(String why) implements Verdict {}
  }

  /// Asks whether a payment is good; that moves no money.
  Verdict verify(Object request) throws InterruptedException {
    try {
      X402Http.Answer answer = post("/verify", request, VERIFIED_WITHIN);
      return verdict(answer, "isValid", "invalidReason")
          .orElseGet(() -> new Verdict.Unknown("the facilitator answered " + answer.status()));
    } catch (IOException e) {
      return new Verdict.Unknown("the facilitator did not answer");
    }
  }

  /// Has a payment carried out.
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

  /// A refusal in other words than those of x402.
  private Verdict refused(X402Http.Answer answer) {
    return switch (answer.status()) {
      case 404, 405 ->
          closed("carries out no payments at this address (HTTP " + answer.status() + ")");
      default -> new Verdict.No(reason(answer, "errorReason"), "");
    };
  }

  /// Empty when it refuses without saying so in the words of x402.
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

  /// Where a redirect leads to, without what may be secret in it.
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

  /// What stands in the way of payments, for the operator, as far as that can be told without one;
  /// empty when nothing does.
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
      // What is no payment is refused by one who serves us, and asked for a key by one who does
      // not.
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

  /// @param kinds empty where it does not tell
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
