package dev.brass.server.webhook;

import dev.brass.server.job.JobScope;
import dev.brass.server.job.NewJob;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// New rounds of tries for stored messages. Thread-safe.
final class Rounds {

  /// Between the messages of a list, so that their jobs are claimed in its order.
  private static final Duration APART = Duration.ofMillis(1);

  private final WebhookSettings settings;
  private final InstantSource clock;

  Rounds(WebhookSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /// The jobs of a new round of each message, in their order.
  ///
  /// @param place of the first among all those to deliver together
  List<NewJob> of(TenantId tenant, List<MessageRepository.Found> messages, long place) {
    List<NewJob> jobs = new ArrayList<>(messages.size());
    for (MessageRepository.Found found : messages) {
      jobs.add(job(tenant, found, APART.multipliedBy(place + jobs.size())));
    }
    return jobs;
  }

  private NewJob job(TenantId tenant, MessageRepository.Found found, Duration delay) {
    Message message = found.message();
    String receiver = Receivers.key(tenant, message.mode(), message.target());
    Try first =
        Try.first(
            message.tries() + 1, clock.instant().plus(delay), settings.giveUpAfter(), receiver);
    return NewJob.of(Deliverer.KIND, tenant.value(), message.id())
        .payload(first.payload())
        .after(delay)
        .following(found.clock())
        .in(JobScope.test(message.mode() == Mode.TEST));
  }
}
