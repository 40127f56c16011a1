package dev.brass.server.batch;

import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// A listener for finished batches, through which an API writes its messages to clients. They are
/// stored in the same transaction as the end of the last operation.
public interface BatchListener {
  List<NewMessage> finished(OperationBatch batch);
}
