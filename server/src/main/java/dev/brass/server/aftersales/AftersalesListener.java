package dev.brass.server.aftersales;

import dev.brass.server.webhook.NewMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages that an API sends its clients when an after-sales task is created or changes. Each
/// API renders its own; they are stored in the same transaction as the change.
public interface AftersalesListener {

  /// The messages that a change causes.
  ///
  /// @param before the after-sales task before; null when it was just created
  List<NewMessage> messages(
      @Nullable AftersalesTask before, AftersalesTask after, AftersalesPrivate secrets);
}
