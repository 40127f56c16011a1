package dev.brass.server.agentpay;

import dev.brass.server.db.Database;
import dev.brass.spi.Money;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Play money, for tests and demos: the token `local-ok` pays. It has its own tables and
/// transactions, like a payment provider, so that a crash between its commit and the server's is
/// realistic. Thread-safe.
///
/// Other tokens provoke failures: `local-declined` is refused, `local-lost` pays and loses the
/// answer, `local-lost-unpaid` loses the request.
public final class LocalRail implements Rail {

  public static final String METHOD = "local";

  private static final String PAID = "paid";
  private static final String VOID = "void";

  private final Database database;
  private final LocalRailRepository repository = new LocalRailRepository();

  public LocalRail(Database database) {
    this.database = database;
  }

  @Override
  public String method() {
    return METHOD;
  }

  @Override
  public boolean challenges() {
    return true;
  }

  @Override
  public Map<String, Object> terms(Money price) {
    return Map.of(
        "amount", Long.toString(price.minor()),
        "currency", price.currency().getCurrencyCode().toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean takes(Payment.Purpose purpose, Money price) {
    return true;
  }

  @Override
  public Optional<ProofProblem> check(Charge charge) {
    return switch (token(charge.proof())) {
      case "local-ok", "local-declined", "local-lost", "local-lost-unpaid" -> Optional.empty();
      default ->
          Optional.of(
              new ProofProblem(
                  ProofProblem.Kind.VERIFICATION_FAILED,
                  "the payload of the local rail is {\"token\": \"local-ok\"}"));
    };
  }

  private static String token(JsonNode proof) {
    return proof.path("token").asString("");
  }

  @Override
  public @Nullable String spentOnce(JsonNode proof) {
    return null;
  }

  @Override
  public Settlement settle(Charge charge) {
    return switch (token(charge.proof())) {
      case "local-ok" -> paid(charge);
      case "local-lost" -> {
        paid(charge);
        yield new Settlement.Unclear("the local rail's answer was lost");
      }
      case "local-lost-unpaid" -> new Settlement.Unclear("the local rail was not reached");
      default -> new Settlement.Refused("the local rail declines this token");
    };
  }

  private Settlement paid(Charge charge) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              repository.insert(handle, charge.id(), charge.amount().minor(), PAID);
              return known(repository.state(handle, charge.id()).orElseThrow(), charge);
            });
  }

  /// A payment that does not exist is void from then on.
  @Override
  public Settlement find(Charge charge) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              repository.insert(handle, charge.id(), charge.amount().minor(), VOID);
              return known(repository.state(handle, charge.id()).orElseThrow(), charge);
            });
  }

  /// Its tables are in the same database and lose changes together with it.
  @Override
  public Known known(Charge charge) {
    return new Known.Nothing();
  }

  private static Settlement known(String state, Charge charge) {
    return state.equals(PAID)
        ? new Settlement.Settled("local_" + charge.id())
        : new Settlement.Refused("the local rail never got the payment");
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(5);
  }

  @Override
  public boolean refunds() {
    return true;
  }

  @Override
  public boolean isPlayMoney() {
    return true;
  }

  @Override
  public Refund refund(Charge charge, String reference, Money amount, String key) {
    database
        .jdbi()
        .useTransaction(handle -> repository.refund(handle, key, charge.id(), amount.minor()));
    return new Refund.Done();
  }
}
