package dev.brass.server.batch;

import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// The messages that an API owes its clients when a batch is finished. They are stored in the same
/// transaction as the end of its last operation.
public interface BatchListener {
  List<NewMessage> finished(OperationBatch batch);
}
