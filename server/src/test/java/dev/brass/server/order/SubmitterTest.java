package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.LostCommits;
import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.TestClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Submissions whose commit came through and whose answer did not.
class SubmitterTest {

  private static final int REQUESTS = 200;

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final int LOST = 6;

  private EngineRig rig;
  private LostCommits commits;

  @BeforeEach
  void start() {
    rig = new EngineRig(DB.database(), TestClock.at(Instant.parse("2026-01-02T03:04:05Z")));
    commits = LostCommits.of(DB.database().jdbi());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aRequestWithoutAKeyMakesNoSecondOrder() throws Exception {
    commits.next(LOST);
    Set<OrderId> accepted = accepted(null);
    assertThat(commits.left()).as("how many share a commit is luck").isLessThan(LOST);
    assertThat(stored()).containsAll(accepted).hasSizeLessThanOrEqualTo(REQUESTS);
  }

  @Test
  void aRequestWithAKeyIsAcceptedAndNoDuplicateOfItself() throws Exception {
    commits.next(LOST);
    Set<OrderId> accepted = accepted("key-");
    assertThat(commits.left()).as("how many share a commit is luck").isLessThan(LOST);
    assertThat(stored()).containsAll(accepted).hasSizeLessThanOrEqualTo(REQUESTS);
  }

  /// Submits many at once, so that they share transactions; those whose answer was lost for good
  /// are left out.
  private Set<OrderId> accepted(@Nullable String key) throws InterruptedException {
    Set<OrderId> accepted = new HashSet<>();
    int lost = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Submission>> futures = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        OrderRequest request =
            rig.request(
                EngineRig.spec("product-1", null), OrderPrivate.NONE, key == null ? null : key + i);
        futures.add(threads.submit(() -> rig.orders.submit(request)));
      }
      for (Future<Submission> future : futures) {
        try {
          accepted.add(EngineRig.accepted(future.get()).id());
        } catch (ExecutionException e) {
          lost++;
        }
      }
    }
    assertThat(accepted.size() + lost).isEqualTo(REQUESTS);
    return accepted;
  }

  private Set<OrderId> stored() {
    return DB.database()
        .jdbi()
        .withHandle(
            h -> h.createQuery("select id from orders").mapTo(UUID.class).map(OrderId::new).set());
  }
}
