package dev.brass.server.webhook;

import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.NewJob;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The job kind `deliver-message`: one try to hand a message over.
///
/// *What a job means*: a message waits for the try in the job's payload. *Who moves it out*: this
/// class, in the transaction that stores the delivery, together with the next try's job after a
/// failure. *A crash here* leaves the job to another node after its lease: the receiver may get the
/// message twice, with the same id.
final class Deliverer implements JobHandler {

  static final String KIND = "deliver-message";

  private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

  private final Outbox outbox;
  private final Sealer sealer;
  private final Senders senders;
  private final Circuits circuits;
  private final WebhookSettings settings;
  private final Duration longestPause;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final WebhookMetrics metrics;

  Deliverer(
      Outbox outbox,
      Sealer sealer,
      Senders senders,
      Circuits circuits,
      WebhookSettings settings,
      InstantSource clock,
      RandomGenerator random,
      WebhookMetrics metrics) {
    this.outbox = outbox;
    this.sealer = sealer;
    this.senders = senders;
    this.circuits = circuits;
    this.settings = settings;
    this.longestPause = settings.giveUpAfter().dividedBy(4);
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    Try attempt = Try.parse(job.payload());
    Duration trouble = circuits.trouble(attempt.receiver());
    if (trouble.isPositive()) {
      return waitOrGiveUp(job, attempt, trouble);
    }
    MessageRepository.Loaded message = outbox.load(job);
    if (message == null) {
      // It was too old to be kept.
      return JobResult.done();
    }
    if (message.isPaused()) {
      return keep(job, message);
    }
    TenantId tenant = new TenantId(job.tenantId());
    return switch (Addressing.of(sealer, tenant, job.subject(), message, clock.instant())) {
      case Addressing.Nowhere(String target, String why) -> {
        end(job, attempt, clock.instant(), target, Judgement.hopeless(why));
        yield JobResult.done();
      }
      case Addressing.To to ->
          switch (circuits.enter(tenant, attempt.receiver())) {
            case Circuits.Entry.Go() -> {
              deliver(job, attempt, to, message);
              yield JobResult.done();
            }
            case Circuits.Entry.Busy(Duration again) -> new JobResult.Snooze(again);
            case Circuits.Entry.Troubled(Duration again) -> waitOrGiveUp(job, attempt, again);
          };
    };
  }

  @Override
  public JobResult end(Job job, String why) {
    MessageRepository.Loaded message = outbox.load(job);
    if (message != null && message.isPaused()) {
      return keep(job, message);
    }
    if (message != null) {
      Try attempt = Try.parse(job.payload());
      end(job, attempt, clock.instant(), null, Judgement.hopeless("not tried any more: " + why));
    }
    return JobResult.done();
  }

  /// Makes a job wait in a lane of its receiver, where it blocks no other receiver's messages.
  private JobResult waitOrGiveUp(Job job, Try attempt, Duration again) {
    Instant now = clock.instant();
    if (!now.isBefore(attempt.until())) {
      MessageRepository.Loaded message = outbox.load(job);
      if (message != null && message.isPaused()) {
        return keep(job, message);
      }
      String why = "not tried: the receiver has kept failing, and the time is over";
      end(job, attempt, now, null, Judgement.hopeless(why));
      return JobResult.done();
    }
    if (job.lane() != null) {
      return new JobResult.Snooze(again);
    }
    outbox.replace(job, inLane(job, attempt, again));
    return JobResult.done();
  }

  /// Makes a message wait for its endpoint without a job, unless the endpoint is resumed at this
  /// moment.
  private JobResult keep(Job job, MessageRepository.Loaded message) {
    return outbox.keep(job, message.mode)
        ? JobResult.done()
        : new JobResult.Snooze(Duration.ofMillis(100));
  }

  private static NewJob inLane(Job job, Try attempt, Duration delay) {
    return NewJob.of(KIND, job.tenantId(), job.subject())
        .payload(attempt.payload())
        .lane(Receivers.lane(attempt.receiver(), job.subject()))
        .after(delay)
        .following(job.clock())
        .in(job.scope());
  }

  /// Calls the receiver, which the circuits have permitted.
  private void deliver(Job job, Try attempt, Addressing.To to, MessageRepository.Loaded message)
      throws InterruptedException {
    Instant startedAt = clock.instant();
    Judgement judgement = null;
    try {
      judgement = call(to, message);
    } finally {
      leave(new TenantId(job.tenantId()), attempt.receiver(), judgement);
    }
    Health health =
        Health.of(
            new TenantId(job.tenantId()),
            message,
            judgement.verdict() == Judgement.Verdict.DELIVERED,
            clock.instant(),
            settings.pauseAfter());
    String headers = message.target == null ? to.shownHeaders() : null;
    Delivery delivery =
        end(job, attempt, startedAt, to.target().shown(), judgement, headers, health);
    if (delivery.outcome() == Delivery.Outcome.DELIVERED) {
      metrics.delivered(Duration.between(message.createdAt, clock.instant()));
    }
  }

  private Judgement call(Addressing.To to, MessageRepository.Loaded message)
      throws InterruptedException {
    Sender sender = senders.of(message.reach);
    Reply reply = sender.post(to.target().uri(), to.headers().reveal(), message.body);
    FaultPoint.DELIVERED.reached();
    Judgement judgement =
        Judgement.of(
            reply, message.target != null, to.secrets().reveal(), clock.instant(), longestPause);
    // The answer to a call for an account-less program may be confidential, so it is not shown.
    return message.reach == null ? judgement : judgement.withoutReply();
  }

  private void leave(TenantId tenant, String receiver, @Nullable Judgement judgement) {
    if (judgement == null) {
      circuits.abandoned(tenant, receiver);
    } else if (judgement.verdict() == Judgement.Verdict.FAILED) {
      circuits.failed(tenant, receiver, judgement.retryAfter());
    } else {
      // Also for 410: the receiver is alive and answers.
      circuits.succeeded(tenant, receiver);
    }
  }

  /// Stores that nothing was tried, and nothing will be.
  private void end(
      Job job, Try attempt, Instant startedAt, @Nullable String target, Judgement hopeless) {
    end(job, attempt, startedAt, target, hopeless, null, null);
  }

  /// Stores how the try ended, and the next try if there is to be one.
  private Delivery end(
      Job job,
      Try attempt,
      Instant startedAt,
      @Nullable String target,
      Judgement judgement,
      @Nullable String headers,
      @Nullable Health health) {
    Instant now = clock.instant();
    Duration pause =
        judgement.verdict() == Judgement.Verdict.FAILED
            ? attempt.pause(
                now, settings.giveUpAfter(), random.nextDouble(), judgement.retryAfter())
            : null;
    Delivery.Outcome outcome =
        judgement.verdict() == Judgement.Verdict.DELIVERED
            ? Delivery.Outcome.DELIVERED
            : pause == null ? Delivery.Outcome.GIVEN_UP : Delivery.Outcome.FAILED;
    Delivery delivery =
        new Delivery(
            attempt.number(),
            startedAt,
            Duration.between(startedAt, now),
            target,
            judgement.status(),
            outcome,
            judgement.reply(),
            judgement.note(),
            headers);
    outbox.end(job, delivery, pause == null ? null : inLane(job, attempt.next(), pause), health);
    metrics.ended(delivery);
    if (outcome == Delivery.Outcome.GIVEN_UP) {
      LOG.warn("message {} to {} given up: {}", job.subject(), target, judgement.note());
    }
    return delivery;
  }
}
