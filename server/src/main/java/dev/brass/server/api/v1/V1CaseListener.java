package dev.brass.server.api.v1;

import dev.brass.server.order.Order;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.support.CaseListener;
import dev.brass.server.support.SupportCase;
import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// The webhook `case_updated` of classic orders (classic Zinc docs, Webhooks): the URLs of the
/// order receive the body of a `GET` of its case. Thread-safe.
public final class V1CaseListener implements CaseListener {

  @Override
  public List<NewMessage> messages(PlacedOrder order, SupportCase after) {
    String body = CaseAnswer.body(after);
    Order about = order.order();
    return V1OrderListener.receivers(V1OrderListener.CASE_UPDATED, order.secrets().webhooks())
        .stream()
        .map(url -> V1OrderListener.message(about, V1OrderListener.CASE_UPDATED, url, body))
        .toList();
  }
}
