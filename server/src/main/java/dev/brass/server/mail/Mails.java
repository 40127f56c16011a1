package dev.brass.server.mail;

import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import dev.brass.server.template.Templates;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All operations on mails. Thread-safe.
///
/// A mail is written and stored, with the job that sends it, in the transaction of the event that
/// it reports: none is lost, and none reports what did not happen. Mails follow the system clock
/// even where their order does not: an SMTP server does not follow test clocks.
public final class Mails {

  private static final int AT_ONCE = 8;

  private final Database database;
  private final Jobs jobs;
  private final Tokens tokens;
  private final Templates templates;
  private final @Nullable MailSettings settings;
  private final InstantSource system;
  private final MailRepository repository;
  private final MailRecordRepository records;
  private final ErasingHandler erasing;

  /// The feature, wired.
  ///
  /// @param settings null when mails are not configured
  public Mails(
      Database database,
      Jobs jobs,
      Sealer sealer,
      Tenants tenants,
      Templates templates,
      @Nullable MailSettings settings,
      InstantSource system) {
    this.database = database;
    this.jobs = jobs;
    this.tokens = new Tokens(sealer, tenants);
    this.templates = templates;
    this.settings = settings;
    this.system = system;
    PersonalData personal = new PersonalData(sealer);
    this.repository = new MailRepository(personal);
    this.records = new MailRecordRepository(personal);
    this.erasing = new ErasingHandler(database, repository, jobs, system);
  }

  /// The kinds of jobs that a worker must know to send mails.
  public List<JobKind> jobKinds() {
    JobKind erase =
        JobKind.of(ErasingHandler.KIND, erasing)
            .backoff(Duration.ofMinutes(1), Duration.ofHours(1))
            .ending(JobEnd.standing("Erases what old mails say every hour."));
    return settings == null ? List.of(erase) : List.of(erase, sending(settings));
  }

  private JobKind sending(MailSettings on) {
    return JobKind.of(
            SendingHandler.KIND,
            new SendingHandler(database, repository, jobs, new Smtp(on), on.giveUpAfter(), system))
        .concurrency(AT_ONCE)
        .backoff(Duration.ofSeconds(2), Duration.ofMinutes(15))
        .ending(
            JobEnd.within(
                on.giveUpAfter().plus(Duration.ofDays(31)),
                "The server has accepted the mail, will never accept it, or"
                    + " `mail.give-up-after` is over.",
                "The mail is given up."));
  }

  /// Ensures that old mails are erased.
  public void start() {
    erasing.start();
  }

  /// Whether mails are configured; if not, [#write] must not be called.
  public boolean isOn() {
    return settings != null;
  }

  /// Writes a mail. This neither stores nor sends it.
  ///
  /// @param about the order or the bulk upload
  /// @param test whether it is about test data
  /// @param facts the values for the templates of the topic
  public NewMail write(
      TenantId tenant,
      UUID about,
      Topic topic,
      String recipient,
      boolean test,
      String subject,
      Map<String, ?> facts) {
    MailSettings on = Objects.requireNonNull(settings);
    String unsubscribe = url("/unsubscribe/" + tokens.of(tenant, recipient));
    Map<String, Object> values = new HashMap<>(facts);
    values.put("sender", on.from().name());
    values.put("subject", subject);
    values.put("unsubscribe", unsubscribe);
    return new NewMail(
        tenant,
        Ids.next(),
        about,
        topic,
        recipient,
        test && !on.testOrders(),
        subject,
        templates.text(topic.template("txt"), values),
        templates.html(topic.template("html"), values),
        unsubscribe);
  }

  /// An address of this server, for recipients of mails.
  ///
  /// @param path such as `/track/…`
  public String url(String path) {
    return Objects.requireNonNull(settings).baseUrl() + path;
  }

  /// Stores mails, and the jobs that send them, as some of several statements.
  public void send(WriteBatch writes, List<NewMail> mails) {
    if (mails.isEmpty()) {
      return;
    }
    repository.insert(writes, mails, system.instant());
    jobs.enqueue(writes, mails.stream().filter(mail -> !mail.held()).map(Mails::job).toList());
    writes.afterCommit(jobs::wake);
  }

  private static NewJob job(NewMail mail) {
    return NewJob.of(SendingHandler.KIND, mail.tenant().value(), mail.id());
  }

  /// The outcomes of mails by subject: true where one has reached its recipient, false where none
  /// could; subjects without a finished mail are left out.
  public Map<UUID, Boolean> reached(TenantId tenant, Collection<UUID> abouts) {
    return abouts.isEmpty()
        ? Map.of()
        : database.jdbi().withHandle(handle -> repository.reached(handle, tenant, abouts));
  }

  /// A tenant's mails without their content, in the order in which they were written.
  ///
  /// @param about of an order or a bulk upload only; null for all
  /// @param after the last id of the page before; null for the first page
  public List<MailRecord> list(
      TenantId tenant, @Nullable UUID about, @Nullable UUID after, int limit) {
    return database.jdbi().withHandle(handle -> records.list(handle, tenant, about, after, limit));
  }

  public Optional<MailRecord> get(TenantId tenant, UUID id) {
    return database.jdbi().withHandle(handle -> records.get(handle, tenant, id));
  }

  /// The addresses, in lower case, that want no mails of a tenant.
  ///
  /// @param after the last one of the page before; empty for the first page
  public List<String> refusals(TenantId tenant, String after, int limit) {
    return database.jdbi().withHandle(handle -> records.refusals(handle, tenant, after, limit));
  }

  /// Sends mails of a tenant to an address again, at its owner's request; returns whether it got
  /// none until now.
  public boolean accept(TenantId tenant, String address) {
    return database
        .jdbi()
        .inTransaction(handle -> records.accept(handle, tenant, MailAddress.key(address)));
  }

  /// The subscription that the token of a link names; empty when the token is not ours.
  public Optional<Subscription> subscription(String token) {
    return tokens.read(token);
  }

  /// Sends no more mails like these.
  public void end(Subscription subscription) {
    database
        .jdbi()
        .useTransaction(
            handle ->
                repository.refuse(
                    handle,
                    subscription.tenant(),
                    MailAddress.key(subscription.address()),
                    system.instant()));
  }
}
