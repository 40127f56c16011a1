package dev.brass.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobFilter;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoredJob;
import dev.brass.server.template.Templates;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.webhook.TestSealer;
import dev.brass.testkit.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The stored side of mails; each run of a job is called by hand.
class MailsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private static final String ADA = "Ada@Example.net";
  private static final UUID ABOUT = UUID.randomUUID();

  private final MailServer server = MailServer.start();
  private final TestClock clock = TestClock.atStart();
  private Jobs jobs;
  private Tenants tenants;
  private Mails mails;
  private TenantId tenant;

  @BeforeEach
  void open() {
    jobs = new Jobs(db.database(), clock);
    tenants = new Tenants(db.database(), clock);
    tenant = tenants.create("one").orElseThrow().id();
    mails =
        new Mails(
            db.database(), jobs, new TestSealer(), tenants, new Templates(), settings(), clock);
  }

  private MailSettings settings() {
    return new MailSettings(
        "127.0.0.1",
        server.port(),
        MailSettings.Tls.NONE,
        null,
        null,
        MailSettings.Sender.parse("orders@shop.example"),
        URI.create("https://shop.example"),
        Duration.ofSeconds(5),
        Duration.ofHours(24),
        false);
  }

  @AfterEach
  void close() {
    tenants.close();
    server.close();
  }

  private NewMail written(boolean test) {
    return mails.write(
        tenant,
        ABOUT,
        Topic.BULK_COMPLETE,
        ADA,
        test,
        "Done\r\nBcc: all@example.org",
        Map.of(
            "heading", "h",
            "lead", "l",
            "preheader", "p",
            "counts", List.of(),
            "causes", List.of(),
            "results", "r",
            "uploaded", "u",
            "reason", "why"));
  }

  private NewMail sent(boolean test) {
    NewMail mail = written(test);
    db.database()
        .jdbi()
        .useTransaction(
            handle -> {
              WriteBatch writes = new WriteBatch();
              mails.send(writes, List.of(mail));
              writes.run(handle);
            });
    return mail;
  }

  private JobHandler handler(String kind) {
    return mails.jobKinds().stream()
        .filter(each -> each.name().equals(kind))
        .map(JobKind::handler)
        .findFirst()
        .orElseThrow();
  }

  private JobResult run(NewMail mail) throws Exception {
    return handler(SendingHandler.KIND)
        .run(
            new Job(
                UUID.randomUUID(),
                tenant.value(),
                SendingHandler.KIND,
                mail.id(),
                "",
                null,
                null,
                1,
                clock.instant()));
  }

  private MailRecord stored(NewMail mail) {
    return mails.get(tenant, mail.id()).orElseThrow();
  }

  private List<StoredJob> waiting(String kind) {
    return jobs.list(new JobFilter(null, kind, null), null, 10);
  }

  @Test
  void aMailIsStoredWithItsJobOrNotAtAll() {
    NewMail lost = written(false);
    try {
      db.database()
          .jdbi()
          .useTransaction(
              handle -> {
                WriteBatch writes = new WriteBatch();
                mails.send(writes, List.of(lost));
                writes.run(handle);
                throw new IllegalStateException("a crash");
              });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("a crash");
    }
    assertThat(mails.get(tenant, lost.id())).isEmpty();
    assertThat(waiting(SendingHandler.KIND)).isEmpty();
    NewMail kept = sent(false);
    assertThat(stored(kept).state()).isEqualTo("waiting");
    assertThat(waiting(SendingHandler.KIND)).hasSize(1);
    assertThat(server.to(ADA)).isEmpty();
  }

  @Test
  void aJobThatRunsTwiceSendsOnce() throws Exception {
    NewMail mail = sent(false);
    assertThat(run(mail)).isInstanceOf(JobResult.Done.class);
    assertThat(run(mail)).isInstanceOf(JobResult.Done.class);
    assertThat(server.to(ADA)).hasSize(1);
    assertThat(server.to(ADA).getFirst().subject()).isEqualTo("Done Bcc: all@example.org");
    assertThat(stored(mail).state()).isEqualTo("sent");
    assertThat(mails.reached(tenant, List.of(ABOUT))).containsEntry(ABOUT, true);
  }

  @Test
  void itIsTriedForADayAndThenGivenUp() throws Exception {
    NewMail mail = sent(false);
    server.refuseRecipient(ADA, 451);
    assertThat(run(mail)).isInstanceOf(JobResult.RetryLater.class);
    clock.advance(Duration.ofHours(24).minusSeconds(1));
    assertThat(run(mail)).isInstanceOf(JobResult.RetryLater.class);
    assertThat(stored(mail).state()).isEqualTo("waiting");
    assertThat(mails.reached(tenant, List.of(ABOUT))).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(run(mail)).isInstanceOf(JobResult.Cancel.class);
    assertThat(stored(mail).state()).isEqualTo("given_up");
    assertThat(stored(mail).tries()).isEqualTo(3);
    assertThat(stored(mail).error()).contains("not taken in", "451");
    assertThat(mails.reached(tenant, List.of(ABOUT))).containsEntry(ABOUT, false);
    server.takeRecipient(ADA);
    assertThat(run(mail)).isInstanceOf(JobResult.Done.class);
    assertThat(stored(mail).state()).isEqualTo("sent");
  }

  @Test
  void aMailAboutTestDataIsKeptAndNotSent() throws Exception {
    NewMail mail = sent(true);
    assertThat(waiting(SendingHandler.KIND)).isEmpty();
    assertThat(run(mail)).isInstanceOf(JobResult.Done.class);
    assertThat(server.to(ADA)).isEmpty();
    assertThat(stored(mail).state()).isEqualTo("held");
    assertThat(stored(mail).text()).contains("Unsubscribe from these mails: ");
    assertThat(mails.reached(tenant, List.of(ABOUT))).isEmpty();
  }

  @Test
  void whoEndsASubscriptionGetsNothingThatWaits() throws Exception {
    NewMail mail = sent(false);
    String token = mail.unsubscribe().substring("https://shop.example/unsubscribe/".length());
    Subscription subscription = mails.subscription(token).orElseThrow();
    assertThat(subscription).isEqualTo(new Subscription(tenant, ADA));
    mails.end(subscription);
    assertThat(run(mail)).isInstanceOf(JobResult.Done.class);
    assertThat(server.to(ADA)).isEmpty();
    assertThat(stored(mail).state()).isEqualTo("suppressed");
    assertThat(mails.refusals(tenant, "", 10)).containsExactly("ada@example.net");
  }

  @Test
  void whatMailsSayIsErasedAfterAMonth() throws Exception {
    NewMail old = sent(true);
    mails.start();
    StoredJob standing = waiting(ErasingHandler.KIND).getFirst();
    Job job =
        new Job(
            standing.id(),
            standing.tenantId(),
            standing.kind(),
            standing.subject(),
            "",
            null,
            null,
            1,
            clock.instant());
    clock.set(Instant.now().plus(Duration.ofDays(29)));
    assertThat(handler(ErasingHandler.KIND).run(job)).isInstanceOf(JobResult.Snooze.class);
    assertThat(stored(old).text()).isNotNull();
    clock.set(Instant.now().plus(Duration.ofDays(31)));
    handler(ErasingHandler.KIND).run(job);
    assertThat(stored(old).text()).isNull();
    assertThat(stored(old).html()).isNull();
    assertThat(stored(old).recipient()).isEqualTo(ADA);
  }
}
