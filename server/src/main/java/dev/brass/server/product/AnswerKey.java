package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.tenant.TenantId;
import java.util.UUID;

/// The key of a kept answer.
///
/// @param owner the tenant that alone may see it; [#EVERYBODY] when all may
record AnswerKey(UUID owner, String store, String kind, String subject, int page) {

  static final UUID EVERYBODY = new UUID(0, 0);

  /// The key of a question's answer. Real stores are asked without anybody's credential and answer
  /// all alike; at a sandbox store it is another time for each tenant.
  static AnswerKey of(TenantId tenant, ConfiguredStore store, Question<?> question) {
    return new AnswerKey(
        store.sandbox() ? tenant.value() : EVERYBODY,
        store.code(),
        question.kind(),
        question.subject(),
        question.page());
  }
}
