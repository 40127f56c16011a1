package dev.brass.server.product;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.Jobs;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The `answer-question` job: asks a store a question whose client does not wait. *A crash here*
/// leaves the question without an answer, and the job is run again.
final class AnsweringHandler implements JobHandler {

  static final String KIND = "answer-question";

  /// The number of runs after which the client gets the answer that the store did not answer.
  private static final int TRIES = 3;

  private final Jdbi jdbi;
  private final Jobs jobs;
  private final Stores stores;
  private final StoreTimes times;
  private final Source source;
  private final ProductJson json;
  private final QuestionRepository questions = new QuestionRepository();

  AnsweringHandler(
      Jdbi jdbi, Jobs jobs, Stores stores, StoreTimes times, Source source, ProductJson json) {
    this.jdbi = jdbi;
    this.jobs = jobs;
    this.stores = stores;
    this.times = times;
    this.source = source;
    this.json = json;
  }

  @Override
  public JobResult run(Job job) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<StoredQuestion> found =
        jdbi.withHandle(handle -> questions.get(handle, tenant, job.subject()));
    if (found.isEmpty() || found.get().answer() != null) {
      return JobResult.done();
    }
    StoredQuestion asked = found.get();
    Reading<?> reading = answer(asked, asked.question());
    if (reading instanceof Reading.Failed<?>(var why) && job.attempt() < TRIES) {
      return new JobResult.RetryLater(why);
    }
    answered(job, asked, reading);
    return JobResult.done();
  }

  /// The client waits no longer: it gets the answer that the store did not answer.
  @Override
  public JobResult end(Job job, String why) {
    TenantId tenant = new TenantId(job.tenantId());
    jdbi.withHandle(handle -> questions.get(handle, tenant, job.subject()))
        .filter(asked -> asked.answer() == null)
        .ifPresent(
            asked ->
                answered(
                    job,
                    asked,
                    new Reading.Failed<>(
                        "The store '"
                            + asked.store()
                            + "' could not be asked; send the request again.")));
    return JobResult.done();
  }

  private void answered(Job job, StoredQuestion asked, Reading<?> reading) {
    WrittenReading written = json.write(reading);
    jdbi.useTransaction(
        handle -> {
          questions.answer(handle, asked, written);
          jobs.settle(handle, List.of(job));
        });
  }

  private <T> Reading<T> answer(StoredQuestion asked, Question<T> question) {
    Optional<ConfiguredStore> store = stores.byCode(asked.store(), asked.sandbox());
    if (store.isEmpty() || !question.answeredBy(store.get().connector())) {
      return new Reading.Failed<>("The store '" + asked.store() + "' was removed.");
    }
    return source.get(
        new Source.Asked<>(
            AnswerKey.of(asked.tenant(), store.get(), question),
            store.get(),
            question,
            asked.notBefore(),
            jdbi.withHandle(handle -> times.clock(handle, asked.tenant(), store.get()))));
  }
}
