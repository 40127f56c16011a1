package dev.brass.server.order;

import dev.brass.server.job.Job;
import dev.brass.server.job.NewJob;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All changes of one order in one commit.
///
/// @param before the order as it was read; the change is refused when it has moved on since
/// @param after the order as it will be
/// @param attempt the attempt's row to insert or to update; null when no attempt is concerned
/// @param extras further rows of the commit
/// @param settles the job that this change completes; null when none
/// @param credential the order's log-in at the store; null when it has none
record OrderChange(
    Order before,
    Order after,
    List<OrderEvent> events,
    @Nullable AttemptRow attempt,
    List<NewJob> jobs,
    List<NewMessage> messages,
    List<Extra<?>> extras,
    @Nullable Job settles,
    @Nullable Credential credential) {
  OrderChange {
    events = List.copyOf(events);
    jobs = List.copyOf(jobs);
    messages = List.copyOf(messages);
    extras = List.copyOf(extras);
  }
}
