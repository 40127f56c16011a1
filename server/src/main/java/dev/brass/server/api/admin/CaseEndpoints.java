package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.support.CaseMessage;
import dev.brass.server.support.Cases;
import dev.brass.server.support.SupportCase;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/admin/tenants/{tenant}/orders/{id}/case`: reading and answering a case as an operator.
final class CaseEndpoints {

  private static final int LONGEST_MESSAGE = 10_000;
  private static final long LARGEST_AMOUNT = 999_999_999_999L;

  private final Orders orders;
  private final Cases cases;
  private final OrderPaths paths;

  CaseEndpoints(Orders orders, Cases cases, OrderPaths paths) {
    this.orders = orders;
    this.cases = cases;
    this.paths = paths;
  }

  /// A case on the wire.
  record CaseWire(UUID orderId, UUID tenantId, String state, List<MessageWire> messages) {
    static CaseWire of(SupportCase shown) {
      return new CaseWire(
          shown.order().id().value(),
          shown.order().tenant().value(),
          shown.state().name().toLowerCase(Locale.ROOT),
          shown.messages().stream().map(MessageWire::of).toList());
    }
  }

  /// A message on the wire.
  ///
  /// @param refund in minor units of the wallet's currency; null for nothing
  record MessageWire(
      int number, String type, String from, String message, @Nullable Long refund, Instant at) {
    static MessageWire of(CaseMessage message) {
      return new MessageWire(
          message.number(),
          message.type(),
          message.author().name().toLowerCase(Locale.ROOT),
          message.text(),
          message.refund() == null ? null : message.refund().minor(),
          message.at());
    }
  }

  Reply get(ApiRequest request) {
    return AdminJson.reply(200, CaseWire.of(cases.get(paths.order(request).key())));
  }

  /// `POST` with `type` and `message`, and `amount` with `case.refund.partial`: 201 with the case.
  Reply answer(ApiRequest request) {
    Order order = paths.order(request);
    AdminJson.Body body = AdminJson.body(request, "type", "message", "amount");
    CaseMessage.Reply reply = reply(body.text("type"));
    String message = body.textOrNull("message");
    if (message != null && message.length() > LONGEST_MESSAGE) {
      throw new AdminProblem(400, "'message' has at most " + LONGEST_MESSAGE + " characters.");
    }
    PlacedOrder placed =
        orders
            .placed(order.key())
            .filter(found -> Cases.isPossible(found.order()))
            .orElseThrow(() -> new AdminProblem(409, "This order cannot have a case."));
    Money refund =
        reply == CaseMessage.Reply.PARTIAL_REFUND
            ? new Money(
                body.whole("amount", 1, LARGEST_AMOUNT),
                placed.placement().price().total().currency())
            : null;
    return switch (cases.answer(placed, reply, message == null ? "" : message, refund)) {
      case Cases.Written.Done(var after) -> AdminJson.reply(201, CaseWire.of(after));
      case Cases.Written.NotOpen _ -> throw new AdminProblem(409, "No case is open.");
      case Cases.Written.TooMuch(var left) ->
          throw new AdminProblem(409, "At most " + left + " can still be refunded.");
      case Cases.Written.Full _ -> throw new AdminProblem(409, "The case is full.");
      case Cases.Written.AlreadyOpen _ ->
          throw new IllegalStateException("operators open no cases");
    };
  }

  private static CaseMessage.Reply reply(String type) {
    return Arrays.stream(CaseMessage.Reply.values())
        .filter(reply -> reply.type().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new AdminProblem(
                    400,
                    "'type' is one of "
                        + Arrays.stream(CaseMessage.Reply.values())
                            .map(CaseMessage.Reply::type)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
