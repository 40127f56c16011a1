package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.tenant.TenantId;

/// A question of a tenant to a store.
///
/// @param store one whose connector answers the question
public record Inquiry<T>(
    TenantId tenant, ConfiguredStore store, Question<T> question, Freshness freshness) {

  public Inquiry {
    if (!question.answeredBy(store.connector())) {
      throw new IllegalArgumentException(
          "the store '" + store.code() + "' answers no question about " + question.kind());
    }
  }

  AnswerKey key() {
    return AnswerKey.of(tenant, store, question);
  }
}
