package dev.brass.server.product;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StandingJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.jdbi.v3.core.Jdbi;

/// The job kind `delete-old-product-data`: deletes answers that are old or too many, and questions
/// whose answers were never fetched.
///
/// *What a job means*: the whole installation has one, which never ends; each run deletes in small
/// transactions and then snoozes for a minute. *A crash here* leaves the rows that are not deleted
/// yet to the next run.
final class OldAnswers implements JobHandler {

  static final String KIND = "delete-old-product-data";

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int PAGE = 1_000;

  private final Database database;
  private final StandingJob standing;
  private final ProductSettings settings;
  private final InstantSource clock;
  private final AnswerRepository answers = new AnswerRepository();
  private final QuestionRepository questions = new QuestionRepository();

  OldAnswers(Database database, Jobs jobs, ProductSettings settings, InstantSource clock) {
    this.database = database;
    this.standing = new StandingJob(database, jobs, KIND);
    this.settings = settings;
    this.clock = clock;
  }

  /// Ensures that the job exists.
  void start() {
    standing.start();
  }

  @Override
  public JobResult run(Job job) throws InterruptedException {
    if (!standing.isTheOne(job)) {
      return JobResult.done();
    }
    Jdbi jdbi = database.jdbi();
    Instant now = clock.instant();
    Instant unasked = now.minus(StoredQuestion.PATIENCE);
    deleteAll(most -> jdbi.withHandle(handle -> questions.delete(handle, unasked, most)));
    Instant old = now.minus(settings.keep());
    deleteAll(most -> jdbi.withHandle(handle -> answers.delete(handle, old, most)));
    Optional<Instant> beyond =
        jdbi.withHandle(handle -> answers.beyond(handle, settings.mostKept()));
    if (beyond.isPresent()) {
      deleteAll(most -> jdbi.withHandle(handle -> answers.delete(handle, beyond.get(), most)));
    }
    return new JobResult.Snooze(PAUSE);
  }

  /// Deletes page by page until nothing is left.
  private static void deleteAll(IntUnaryOperator delete) throws InterruptedException {
    while (delete.applyAsInt(PAGE) == PAGE) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
