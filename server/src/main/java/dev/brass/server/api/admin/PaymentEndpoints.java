package dev.brass.server.api.admin;

import dev.brass.server.agentpay.UnsettledPayment;
import dev.brass.server.agentpay.UnsettledPayments;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/admin/unsettled-payments`: payments of agents and by card that have stopped with something
/// still open.
final class PaymentEndpoints {

  private final UnsettledPayments payments;

  PaymentEndpoints(UnsettledPayments payments) {
    this.payments = payments;
  }

  /// A payment on the wire.
  record PaymentWire(
      UUID id,
      String means,
      UUID tenantId,
      String mode,
      @Nullable UUID orderId,
      long amount,
      String currency,
      String state,
      String why,
      Instant since) {

    static PaymentWire of(UnsettledPayment payment) {
      return new PaymentWire(
          payment.id(),
          payment.means().name().toLowerCase(Locale.ROOT),
          payment.tenant().value(),
          payment.mode().code(),
          payment.order(),
          payment.amount().minor(),
          payment.amount().currency().getCurrencyCode(),
          payment.state().toLowerCase(Locale.ROOT),
          payment.why(),
          payment.since());
    }
  }

  /// `GET`: unsettled payments, oldest first.
  Reply list(ApiRequest request) {
    Page page = Page.of(request);
    UUID after = page.afterId();
    UnsettledPayment last =
        after == null
            ? null
            : payments
                .get(after)
                .orElseThrow(
                    () -> new AdminProblem(400, "'after' is the 'next' of the page before."));
    List<UnsettledPayment> rows = payments.open(last, page.limit() + 1);
    return AdminJson.page(
        "unsettled_payments",
        rows.stream().limit(page.limit()).map(PaymentWire::of).toList(),
        page.next(rows, UnsettledPayment::id));
  }

  /// `POST …/{id}` with `decision` (`settled` records that nothing is open any more, `resume` lets
  /// the server continue it), `actor` and `note`: 204; 404 when it does not need to be settled; 409
  /// when it cannot continue.
  Reply settle(ApiRequest request) {
    UUID id = Page.uuid(request.pathValue("id"), "id");
    AdminJson.Body body = AdminJson.body(request, "decision", "actor", "note");
    Word word = Word.of(body);
    UnsettledPayment payment =
        payments.get(id).orElseThrow(() -> AdminProblem.notFound("unsettled payment", id));
    boolean done =
        switch (body.text("decision")) {
          case "settled" -> payments.settle(payment, word.actor(), word.note());
          case "resume" -> payment.canGoOn() && payments.resume(payment);
          default -> throw new AdminProblem(400, "'decision' is one of settled, resume.");
        };
    if (!done) {
      throw new AdminProblem(
          409,
          payment.canGoOn()
              ? "Another operator has settled it."
              : "It cannot continue by itself: settle it, and note how.");
    }
    return Reply.empty(204);
  }
}
