package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Acknowledgements that cannot be written, because the database refuses them one by one.
class AcksTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final UUID BAD = UUID.randomUUID();

  private final ShiftedTime time = new ShiftedTime();

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
    db.database()
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  """
                  create or replace function refuse() returns trigger language plpgsql as $$
                  begin
                    if old.subject = '%s' then
                      raise exception 'this one cannot be deleted';
                    end if;
                    return old;
                  end
                  $$
                  """
                      .formatted(BAD));
              handle.execute(
                  """
                  create trigger refuse before delete on job
                  for each row execute function refuse()
                  """);
            });
  }

  @AfterEach
  void allow() {
    db.database().jdbi().useHandle(handle -> handle.execute("drop trigger refuse on job"));
  }

  @Test
  void oneThatAlwaysFailsStopsNoOther() {
    CountDownLatch open = new CountDownLatch(1);
    JobKind kind =
        kind(
            "work",
            _ -> {
              open.await();
              return JobResult.done();
            });
    try (TestNode node = TestNode.started(db.database(), time, kind)) {
      List<NewJob> jobs = new ArrayList<>();
      for (int i = 0; i < 49; i++) {
        jobs.add(job("work"));
      }
      jobs.add(20, bad());
      node.enqueue(jobs);
      open.countDown();
      await().until(() -> node.stored().size() == 1);

      for (int i = 0; i < 200; i++) {
        node.enqueue(job("work"), job("work", "lane", Duration.ZERO));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> node.stored().size() == 1);
      assertThat(node.stored().getFirst().subject()).isEqualTo(BAD);
      assertThat(node.stored().getFirst().state()).isEqualTo(JobState.RUNNING);

      db.database().jdbi().useHandle(h -> h.execute("alter table job disable trigger refuse"));
      await().atMost(Duration.ofSeconds(60)).until(() -> node.stored().isEmpty());
      db.database().jdbi().useHandle(h -> h.execute("alter table job enable trigger refuse"));
    }
  }

  @Test
  void manyThatFailTogetherAreTriedAgainUntilTheyDoNot() {
    JobKind kind = kind("work", _ -> JobResult.done());
    try (TestNode node = TestNode.started(db.database(), time, kind)) {
      List<NewJob> jobs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        jobs.add(bad());
      }
      node.enqueue(jobs);
      node.enqueue(job("work"), job("work"));
      await().until(() -> node.stored().size() == 40);
      db.database().jdbi().useHandle(h -> h.execute("alter table job disable trigger refuse"));

      await().atMost(Duration.ofSeconds(60)).until(() -> node.stored().isEmpty());
      db.database().jdbi().useHandle(h -> h.execute("alter table job enable trigger refuse"));
    }
  }

  private static NewJob bad() {
    return NewJob.of("work", TestNode.TENANT, BAD);
  }
}
