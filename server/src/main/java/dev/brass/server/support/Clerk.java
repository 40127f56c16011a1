package dev.brass.server.support;

import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.support.CaseMessage.Author;
import dev.brass.server.support.CaseMessage.Reply;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.Optional;

/// The `answer-case` job: answers in place of the operator for orders at sandbox stores, so that
/// clients can try cases. Its payload is the number of the client's message. *A crash here* leaves
/// some of its answers written; the job then writes the rest.
final class Clerk implements JobHandler {

  static final String KIND = "answer-case";

  private final Cases cases;
  private final Orders orders;

  Clerk(Cases cases, Orders orders) {
    this.cases = cases;
    this.orders = orders;
  }

  private record Answer(Reply reply, String text) {}

  @Override
  public JobResult run(Job job) {
    OrderKey key = new OrderKey(new TenantId(job.tenantId()), new OrderId(job.subject()));
    Optional<PlacedOrder> order = orders.placed(key);
    if (order.isEmpty()) {
      return JobResult.done();
    }
    List<CaseMessage> messages = cases.get(key).messages();
    int asked = Integer.parseInt(job.payload());
    List<Answer> answers = answers(messages.get(asked - 1).type(), key);
    long given =
        messages.subList(asked, messages.size()).stream()
            .filter(message -> message.author() == Author.OPERATOR)
            .count();
    for (Answer answer : answers.subList((int) Math.min(given, answers.size()), answers.size())) {
      cases.answer(order.get(), answer.reply(), answer.text(), null);
    }
    return JobResult.done();
  }

  private static List<Answer> answers(String type, OrderKey key) {
    Answer closed = new Answer(Reply.CLOSED, "");
    return switch (type) {
      case "case.opened.return.request_label" ->
          List.of(
              new Answer(
                  Reply.LABEL_GENERATED, "https://sandbox.brass.test/labels/" + key.id() + ".pdf"));
      case "case.opened.nondelivery.not_delivered",
          "case.opened.nondelivery.damaged",
          "case.opened.nondelivery.empty_box",
          "case.opened.cancel.forced_cancellation" ->
          List.of(new Answer(Reply.FULL_REFUND, "We are sorry. The order is refunded."), closed);
      case "case.opened.tracking.request_update" ->
          List.of(
              new Answer(Reply.FREETEXT, "The carrier says that the parcel is on its way."),
              closed);
      default -> List.of(new Answer(Reply.FREETEXT, "Thank you, we are looking into it."));
    };
  }
}
