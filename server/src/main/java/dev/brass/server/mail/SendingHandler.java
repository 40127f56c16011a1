package dev.brass.server.mail;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.mail.StoredMail.State;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `send-mail` job: hands one mail to the SMTP server. *A crash here* between the server's yes
/// and our commit sends it once more, under the same Message-ID. A job that ended without delivery
/// is kept as cancelled; an operator may have it run again.
final class SendingHandler implements JobHandler {

  static final String KIND = "send-mail";

  private static final Logger LOG = LoggerFactory.getLogger(SendingHandler.class);

  private final Database database;
  private final Jobs jobs;
  private final Smtp smtp;
  private final Duration giveUpAfter;
  private final InstantSource system;
  private final MailRepository repository;

  SendingHandler(
      Database database,
      MailRepository repository,
      Jobs jobs,
      Smtp smtp,
      Duration giveUpAfter,
      InstantSource system) {
    this.repository = repository;
    this.database = database;
    this.jobs = jobs;
    this.smtp = smtp;
    this.giveUpAfter = giveUpAfter;
    this.system = system;
  }

  @Override
  public JobResult run(Job job) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<StoredMail> found =
        database.jdbi().withHandle(handle -> repository.get(handle, tenant, job.subject()));
    if (found.isEmpty() || !isOpen(found.get())) {
      return JobResult.done();
    }
    StoredMail mail = found.get();
    boolean unwanted =
        database
            .jdbi()
            .withHandle(
                handle -> repository.refuses(handle, tenant, MailAddress.key(mail.recipient())));
    return unwanted ? end(job, mail, State.SUPPRESSED) : send(job, mail);
  }

  @Override
  public JobResult end(Job job, String why) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<StoredMail> found =
        database.jdbi().withHandle(handle -> repository.get(handle, tenant, job.subject()));
    return found.isPresent() && found.get().state() == State.WAITING
        ? giveUp(found.get(), why)
        : JobResult.done();
  }

  /// Whether there is something to send: a mail that was given up, too, since then an operator
  /// requested it.
  private static boolean isOpen(StoredMail mail) {
    return (mail.state() == State.WAITING || mail.state() == State.GIVEN_UP)
        && mail.text() != null
        && mail.html() != null;
  }

  private JobResult send(Job job, StoredMail mail) {
    return switch (smtp.send(mail)) {
      case Smtp.Result.Taken _ -> end(job, mail, State.SENT);
      case Smtp.Result.Refused(var why) -> giveUp(mail, why);
      case Smtp.Result.NotNow(var why) when isOld(mail) ->
          giveUp(mail, "not taken in " + giveUpAfter + "; the last time: " + why);
      case Smtp.Result.NotNow(var why) -> {
        LOG.info("mail {} of tenant {} was not accepted: {}", mail.id(), mail.tenant(), why);
        tried(mail, State.WAITING, why);
        // The answer of a mail server may name the recipient: the mail keeps it, sealed.
        yield new JobResult.RetryLater("the mail was not accepted; see its record");
      }
    };
  }

  private boolean isOld(StoredMail mail) {
    Instant last = mail.createdAt().plus(giveUpAfter);
    return !system.instant().isBefore(last);
  }

  private JobResult giveUp(StoredMail mail, String why) {
    LOG.warn("mail {} of tenant {} was given up: {}", mail.id(), mail.tenant(), why);
    tried(mail, State.GIVEN_UP, why);
    return new JobResult.Cancel("the mail was given up; see its record");
  }

  private void tried(StoredMail mail, State state, @Nullable String why) {
    database
        .jdbi()
        .useHandle(handle -> repository.tried(handle, mail, state, why, system.instant()));
  }

  /// The state of the mail and the end of its job are one commit.
  private JobResult end(Job job, StoredMail mail, State state) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              repository.tried(handle, mail, state, null, system.instant());
              jobs.settle(handle, List.of(job));
            });
    return JobResult.done();
  }
}
