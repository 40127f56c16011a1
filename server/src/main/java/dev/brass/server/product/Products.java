package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// All queries about the goods of stores; every API calls this and nothing deeper. Thread-safe.
public final class Products {

  /// The most questions of one tenant that wait for an answer or for being collected.
  static final int MOST_QUESTIONS = 1_000;

  private final Jdbi jdbi;
  private final Jobs jobs;
  private final InstantSource system;
  private final ProductSettings settings;
  private final ProductJson json = new ProductJson();
  private final QuestionRepository questions = new QuestionRepository();
  private final StoreTimes times;
  private final Source source;
  private final OldAnswers oldAnswers;
  private final List<JobKind> jobKinds;

  /// The feature, wired.
  public Products(
      Database database,
      Jobs jobs,
      Stores stores,
      StoreAccess access,
      SandboxClocks clocks,
      ProductSettings settings,
      InstantSource system,
      MeterRegistry registry) {
    this.jdbi = database.jdbi();
    this.jobs = jobs;
    this.system = system;
    this.settings = settings;
    this.times = new StoreTimes(clocks, system);
    this.source =
        new Source(jdbi, access, json, new ProductMetrics(registry), settings.timeout(), system);
    this.oldAnswers = new OldAnswers(database, jobs, settings, system);
    this.jobKinds =
        List.of(
            JobKind.of(
                    AnsweringHandler.KIND,
                    new AnsweringHandler(jdbi, jobs, stores, times, source, json))
                .concurrency(64)
                .attempts(10)
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(10))
                .ending(
                    JobEnd.within(
                        Duration.ofDays(1),
                        "The store has answered, or could not be asked three times.",
                        "The client gets the answer that the store could not be asked.")),
            JobKind.of(OldAnswers.KIND, oldAnswers)
                .attempts(Integer.MAX_VALUE)
                .backoff(Duration.ofSeconds(10), Duration.ofMinutes(15))
                .ending(JobEnd.standing("Deletes old product data every minute.")));
  }

  /// The kinds of jobs that answer questions and delete old answers.
  public List<JobKind> jobKinds() {
    return jobKinds;
  }

  /// Starts the deletion of old answers. Call it once, at any time.
  public void start() {
    oldAnswers.start();
  }

  /// The answer, which this waits for; never [Reading.Processing].
  public <T> Reading<T> read(Inquiry<T> inquiry) {
    return source.get(jdbi.withHandle(handle -> asked(handle, inquiry)));
  }

  /// A kept answer if it is recent enough; otherwise a job asks the store, and the same inquiry
  /// gets the answer later, once. When this returns [Reading.Processing], the question is on disk.
  public <T> Reading<T> readLater(Inquiry<T> inquiry) {
    return jdbi.inTransaction(handle -> readLater(handle, inquiry));
  }

  private <T> Reading<T> readLater(Handle handle, Inquiry<T> inquiry) {
    Source.Asked<T> asked = asked(handle, inquiry);
    StoredQuestion question = question(inquiry, asked.notBefore());
    Optional<StoredQuestion> before = questions.find(handle, question);
    if (before.isPresent() && !before.get().isOver(system.instant())) {
      WrittenReading answer = before.get().answer();
      if (answer == null) {
        return new Reading.Processing<>();
      }
      Optional<Reading<T>> collected = json.read(inquiry.question(), answer);
      if (questions.delete(handle, before.get()) && collected.isPresent()) {
        return collected.get();
      }
    }
    return source
        .kept(handle, asked)
        .orElseGet(
            () -> {
              before.ifPresent(over -> questions.delete(handle, over));
              return ask(handle, question);
            });
  }

  private <T> Reading<T> ask(Handle handle, StoredQuestion question) {
    if (questions.count(handle, question.tenant(), MOST_QUESTIONS) == MOST_QUESTIONS) {
      return new Reading.Failed<>(
          "There are already %d questions that wait to be answered or collected; repeat those first."
              .formatted(MOST_QUESTIONS));
    }
    if (questions.insert(handle, question)) {
      NewJob job =
          NewJob.of(AnsweringHandler.KIND, question.tenant().value(), question.id())
              .in(JobScope.LIVE.at(ConfiguredStore.key(question.store(), question.sandbox())));
      jobs.enqueue(handle, List.of(job));
      handle.afterCommit(jobs::wake);
    }
    return new Reading.Processing<>();
  }

  private <T> Source.Asked<T> asked(Handle handle, Inquiry<T> inquiry) {
    InstantSource clock = times.clock(handle, inquiry.tenant(), inquiry.store());
    return new Source.Asked<>(
        inquiry.key(),
        inquiry.store(),
        inquiry.question(),
        inquiry.freshness().notBefore(clock.instant(), settings.maxAge()),
        clock);
  }

  private StoredQuestion question(Inquiry<?> inquiry, Instant notBefore) {
    return new StoredQuestion(
        inquiry.tenant(),
        Ids.next(),
        inquiry.store().code(),
        inquiry.store().sandbox(),
        inquiry.question(),
        inquiry.freshness().toString(),
        notBefore,
        system.instant(),
        null);
  }
}
