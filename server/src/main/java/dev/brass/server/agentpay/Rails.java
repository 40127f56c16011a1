package dev.brass.server.agentpay;

import dev.brass.server.agentpay.PaymentRepository.Stored;
import dev.brass.server.agentpay.PaymentState.Returning;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rails of this server, called so that a failure never counts as a no. Thread-safe.
final class Rails {

  private static final Logger LOG = LoggerFactory.getLogger(Rails.class);

  private static final String FAILED = "asking about the payment failed; the log says how";

  private final Map<String, Rail> byMethod = new LinkedHashMap<>();
  private final PaymentJson json = new PaymentJson();

  Rails(List<Rail> rails) {
    rails.forEach(rail -> byMethod.put(rail.method(), rail));
  }

  List<Rail> all() {
    return List.copyOf(byMethod.values());
  }

  Optional<Rail> named(String method) {
    return Optional.ofNullable(byMethod.get(method));
  }

  Optional<X402Rail> x402() {
    return byMethod.get(X402Rail.METHOD) instanceof X402Rail rail
        ? Optional.of(rail)
        : Optional.empty();
  }

  /// Logs the problems that prevent payments, one line for each rail.
  ///
  /// @param within the longest wait; results that arrive later are logged then
  void tellTrouble(Duration within) {
    Thread asking =
        Thread.ofVirtual()
            .name("payment rails")
            .start(() -> byMethod.values().forEach(Rails::tellTrouble));
    try {
      asking.join(within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tellTrouble(Rail rail) {
    try {
      rail.trouble()
          .ifPresent(why -> LOG.warn("payments by {} will be refused: {}", rail.method(), why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("it is not known whether payments by {} work", rail.method(), e);
    }
  }

  /// The rail that took a payment.
  ///
  /// @throws IllegalStateException when it is no longer set up
  Rail of(Payment payment) {
    return named(payment.rail())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "payment %s came by the rail '%s', which is no longer set up"
                        .formatted(payment.id(), payment.rail())));
  }

  Settlement settle(Rail rail, Stored stored) {
    return asked(stored, () -> rail.settle(charge(stored)));
  }

  Known known(Rail rail, Charge charge) {
    try {
      return rail.known(charge);
    } catch (RuntimeException e) {
      LOG.warn("payment {}: the rail failed", charge.id(), e);
      return new Known.Unclear(FAILED);
    }
  }

  Settlement find(Rail rail, Stored stored) {
    return asked(stored, () -> rail.find(charge(stored)));
  }

  Refund refund(Stored stored, Returning returning) {
    try {
      return of(stored.payment())
          .refund(
              charge(stored),
              returning.reference(),
              returning.amount(),
              PaymentBooks.refundKey(stored.payment(), returning));
    } catch (RuntimeException e) {
      LOG.warn("payment {}: a refund failed", stored.payment().id(), e);
      return new Refund.Later(FAILED);
    }
  }

  private interface Question {
    Settlement ask();
  }

  private static Settlement asked(Stored stored, Question question) {
    try {
      return question.ask();
    } catch (RuntimeException e) {
      LOG.warn("payment {}: the rail failed", stored.payment().id(), e);
      return new Settlement.Unclear(FAILED);
    }
  }

  private Charge charge(Stored stored) {
    return new Charge(
        stored.payment().challenge(),
        stored.payment().amount(),
        json.tree(stored.secrets().terms()),
        json.tree(stored.secrets().proof().reveal()),
        stored.payment().createdAt());
  }
}
