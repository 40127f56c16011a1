package dev.brass.server.errand;

import dev.brass.server.webhook.NewMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages that an API owes its clients when an errand came into being or moved on. Each API
/// renders its own; they are stored in the same transaction as the change.
public interface ErrandNotices {

  /// The messages that a change gives rise to.
  ///
  /// @param before the errand as it was; null when it has just come into being
  List<NewMessage> messages(@Nullable Errand before, Errand after, ErrandPrivate secrets);
}
