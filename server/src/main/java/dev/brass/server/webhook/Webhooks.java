package dev.brass.server.webhook;

import dev.brass.server.db.Database;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.egress.OwnPorts;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The webhooks of this server: registration of receivers, sending, and its results. Thread-safe.
///
/// A message exists exactly if the change of the order that it reports was committed, and is
/// delivered at least once, with the same id and body each time, in no guaranteed order.
public final class Webhooks implements AutoCloseable {

  private static final int JOBS_AT_ONCE = 1_024;
  private static final int CALLS_AT_ONCE = 768;
  private static final int LARGEST_PAGE = 500;

  private final Database database;
  private final Jobs jobs;
  private final Sealer sealer;
  private final PersonalData personal;
  private final WebhookSettings settings;
  private final InstantSource clock;
  private final Senders senders;
  private final Deliverer deliverer;
  private final OldMessages oldMessages;
  private final Rounds rounds;
  private final WaitingMessages waiting;
  private final Endpoints endpoints;
  private final Events events;

  public Webhooks(
      Database database,
      Jobs jobs,
      Sealer sealer,
      WebhookSettings settings,
      InstantSource clock,
      MeterRegistry metrics) {
    this(database, jobs, sealer, settings, clock, metrics, new OwnPorts());
  }

  /// Webhooks that never call this server's own ports.
  ///
  /// @param ownPorts addresses that no receiver may have
  public Webhooks(
      Database database,
      Jobs jobs,
      Sealer sealer,
      WebhookSettings settings,
      InstantSource clock,
      MeterRegistry metrics,
      OwnPorts ownPorts) {
    this(
        database,
        jobs,
        sealer,
        settings,
        clock,
        metrics,
        new Senders(settings.reach(), ownPorts, settings.timeout(), CALLS_AT_ONCE));
  }

  Webhooks(
      Database database,
      Jobs jobs,
      Sealer sealer,
      WebhookSettings settings,
      InstantSource clock,
      MeterRegistry metrics,
      GuardedDns names) {
    this(
        database,
        jobs,
        sealer,
        settings,
        clock,
        metrics,
        new Senders(settings.reach(), names, settings.timeout(), CALLS_AT_ONCE));
  }

  private Webhooks(
      Database database,
      Jobs jobs,
      Sealer sealer,
      WebhookSettings settings,
      InstantSource clock,
      MeterRegistry metrics,
      Senders senders) {
    this.database = database;
    this.jobs = jobs;
    this.sealer = sealer;
    this.personal = new PersonalData(sealer);
    this.settings = settings;
    this.clock = clock;
    this.senders = senders;
    SecureRandom random = new SecureRandom();
    Circuits circuits = new Circuits(CALLS_AT_ONCE, clock);
    this.deliverer =
        new Deliverer(
            new Outbox(database, jobs, personal, settings.pauseAfter()),
            sealer,
            senders,
            circuits,
            settings,
            clock,
            random,
            new WebhookMetrics(metrics, circuits));
    this.oldMessages = new OldMessages(database, jobs, clock);
    this.rounds = new Rounds(settings, clock);
    this.waiting = new WaitingMessages(database, jobs, personal, rounds);
    this.endpoints = new Endpoints(database, jobs, sealer, circuits, waiting, clock);
    this.events = new Events(database, jobs, personal, rounds);
  }

  /// The kinds of jobs that must be run for messages to be delivered.
  public List<JobKind> jobKinds() {
    return List.of(
        // Failed tries are deliveries with jobs of their own; attempts of a job are for failures on
        // our side, such as an unreachable database, or a crash while it runs. A message must
        // outlive any number of them.
        JobKind.of(Deliverer.KIND, deliverer)
            .concurrency(JOBS_AT_ONCE)
            .ending(
                JobEnd.within(
                    settings.giveUpAfter().plus(Duration.ofDays(31)),
                    "The receiver has accepted the message, will never accept it, or"
                        + " `webhooks.give-up-after` is over. Each try has a job of its own.",
                    "The message is given up.")),
        JobKind.of(WaitingMessages.KIND, waiting)
            .concurrency(4)
            .ending(
                JobEnd.within(
                    Duration.ofDays(31),
                    "No message waits for the endpoint any more.",
                    "The messages are delivered anyway.")),
        JobKind.of(OldMessages.KIND, oldMessages)
            .attempts(Integer.MAX_VALUE)
            .backoff(Duration.ofSeconds(10), Duration.ofMinutes(15))
            .ending(JobEnd.standing("Deletes old messages every hour.")));
  }

  /// Starts the deletion of old messages. Call it once, at any time.
  public void start() {
    oldMessages.start();
  }

  /// The problem of a URL as a receiver, as a sentence for its sender; null when there is none.
  /// Names are not looked up here: their addresses may be different at the time of a call.
  public @Nullable String targetProblem(String url) {
    String problem = TargetUrl.problem(url);
    if (problem != null) {
      return problem;
    }
    return senders.names().isPrivateLiteral(TargetUrl.parse(url).host())
        ? "The webhook URL is at a private address, which this server does not call."
        : null;
  }

  /// Registers a tenant's receiver for one mode, or another URL for it. The secret is made with the
  /// first one and stays.
  ///
  /// @throws IllegalArgumentException with [#targetProblem] as its message
  public Endpoint register(TenantId tenant, Mode mode, String url) {
    String problem = targetProblem(url);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return endpoints.register(tenant, mode, url);
  }

  /// Removes a tenant's URL; its secret stays. Messages that wait for it are given up when they are
  /// due, those that wait because it is paused at once.
  public void clear(TenantId tenant, Mode mode) {
    endpoints.clear(tenant, mode);
  }

  /// A tenant's receiver; empty when none was ever registered for the mode.
  public Optional<Endpoint> endpoint(TenantId tenant, Mode mode) {
    return endpoints.find(tenant, mode);
  }

  /// Makes a new secret for a tenant's receiver.
  ///
  /// @param keepOld how long deliveries are signed with the old one, too; zero for not at all
  /// @return empty when none was ever registered for the mode
  public Optional<Endpoint> rotateSecret(TenantId tenant, Mode mode, Duration keepOld) {
    return endpoints.rotateSecret(tenant, mode, keepOld);
  }

  /// Resumes a paused receiver, and delivers the waiting messages, oldest first.
  ///
  /// @return empty when none was ever registered for the mode
  public Optional<Endpoint> resume(TenantId tenant, Mode mode) {
    return endpoints.resume(tenant, mode);
  }

  /// The messages that the tenants' receivers were and will be sent.
  public Events events() {
    return events;
  }

  /// Stores messages and their jobs together with the changes of the orders, in one statement,
  /// however many they are. Call [Jobs#wake] after its commit.
  public void send(WriteBatch writes, List<NewMessage> messages) {
    if (messages.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<MessageRepository.Draft> drafts = messages.stream().map(this::draft).toList();
    List<NewJob> deliveries = new ArrayList<>(drafts.size());
    for (MessageRepository.Draft draft : drafts) {
      NewMessage message = draft.message;
      String receiver = Receivers.key(message.tenant(), message.mode(), draft.target);
      deliveries.add(
          NewJob.of(Deliverer.KIND, message.tenant().value(), draft.id)
              .payload(Try.first(1, now, settings.giveUpAfter(), receiver).payload())
              .following(message.clock())
              .in(JobScope.test(message.mode() == Mode.TEST)));
    }
    jobs.enqueue(writes, deliveries, MessageRepository.insert(personal, drafts, now));
  }

  private MessageRepository.Draft draft(NewMessage message) {
    return switch (message.receiver()) {
      case NewMessage.TenantEndpoint() ->
          new MessageRepository.Draft(message.idOrNew(), message, null, new byte[0]);
      case NewMessage.Url(Secret<String> url) -> draft(message, url.reveal());
    };
  }

  /// A URL that was permitted when the order was submitted and is no longer must not block the
  /// order: its message is stored, and given up when it is due.
  private MessageRepository.Draft draft(NewMessage message, String url) {
    boolean usable = TargetUrl.problem(url) == null;
    TargetUrl target = usable ? TargetUrl.parse(url) : null;
    UUID id = message.idOrNew();
    return new MessageRepository.Draft(
        id,
        message,
        target == null ? "(not a URL)" : target.shown(),
        target == null || target.hidesSomething()
            ? sealer.seal(
                message.tenant(),
                SealedEndpoint.URL_PURPOSE,
                id.toString(),
                url.getBytes(StandardCharsets.UTF_8))
            : new byte[0]);
  }

  /// The messages about an order, oldest first.
  ///
  /// @param after the id of the last message of the page before; null for the first page
  /// @param limit from 1 to 500
  public List<Message> messages(TenantId tenant, UUID order, @Nullable UUID after, int limit) {
    UUID start = after == null ? new UUID(0, 0) : after;
    return database
        .jdbi()
        .withHandle(
            handle ->
                MessageRepository.ofOrder(handle, personal, tenant, order, start, page(limit)));
  }

  /// The tries to deliver a message, oldest first.
  ///
  /// @param after the number of the last delivery of the page before; 0 for the first page
  /// @param limit from 1 to 500
  public List<Delivery> deliveries(TenantId tenant, UUID message, int after, int limit) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                MessageRepository.deliveries(
                    handle, personal, tenant, message, after, page(limit)));
  }

  private static int page(int limit) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException("a page has from 1 to " + LARGEST_PAGE + " entries");
    }
    return limit;
  }

  /// Delivers a message now, whatever its state, with a new round of tries.
  ///
  /// @return false when the tenant does not have the message
  public boolean redeliver(TenantId tenant, UUID message) {
    boolean known =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  Optional<MessageRepository.Found> found =
                      MessageRepository.find(handle, personal, tenant, message);
                  found.ifPresent(it -> jobs.enqueue(handle, rounds.of(tenant, List.of(it), 0)));
                  return found.isPresent();
                });
    if (known) {
      jobs.wake();
    }
    return known;
  }

  /// Ends all calls under way. The jobs must have been drained.
  @Override
  public void close() {
    senders.close();
  }
}
