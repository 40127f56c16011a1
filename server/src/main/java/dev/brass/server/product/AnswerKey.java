package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.tenant.TenantId;
import java.util.UUID;

/// The key of a kept answer.
///
/// @param owner the tenant that alone may see it; [#EVERYBODY] when all may
record AnswerKey(UUID owner, String store, String kind, String subject, int page) {

  static final UUID EVERYBODY = new UUID(0, 0);

  /// The key of a question's answer. Real stores are asked without any credential and answer all
  /// callers alike; at a sandbox store each tenant has another time.
  static AnswerKey of(TenantId tenant, ConfiguredStore store, Question<?> question) {
    return new AnswerKey(
        store.sandbox() ? tenant.value() : EVERYBODY,
        store.code(),
        question.kind(),
        question.subject(),
        question.page());
  }
}
