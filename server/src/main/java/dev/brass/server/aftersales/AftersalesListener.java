package dev.brass.server.aftersales;

import dev.brass.server.webhook.NewMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages that an API owes its clients when an after-sales task came into being or moved on.
/// Each API renders its own; they are stored in the same transaction as the change.
public interface AftersalesListener {

  /// The messages that a change gives rise to.
  ///
  /// @param before the after-sales task as it was; null when it has just come into being
  List<NewMessage> messages(
      @Nullable AftersalesTask before, AftersalesTask after, AftersalesPrivate secrets);
}
