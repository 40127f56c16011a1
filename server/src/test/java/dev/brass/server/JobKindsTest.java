package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.Configuration;
import dev.brass.server.config.Sources;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What ends jobs of each kind, and `docs/reference/jobs.md`, which says it.
@Tag("docs")
class JobKindsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final String HEAD =
      """
      <!-- Generated from the code by ./brass docs; do not edit. -->
      # Jobs

      A job is durable work that is done later or repeatedly: a row of the table `job`, run by any node with a free place.

      Each kind has an end and a longest age. A job that is older, or has failed too often in a row, is not run any more and ends as its kind
      defines. A job whose kind defines nothing, or whose end failed too, is kept as *discarded*: it is an error in the log, counted by
      `brass_jobs_run_seconds_count` with the result `discarded`, and listed at `/admin/jobs?state=discarded`, where an operator runs it
      again, with all its attempts and its whole time, or deletes it (`docs/guide/operate.md`).

      A repeated call to a store has three limits, checked in this order: the age of the request, the pause between two calls, and the
      duration of one call. A request that is too old is not sent. A store that answers with errors only, and a connector that fails,
      cost a pause each, and no attempt.

      | Kind | Ends when | Longest age | If it has not ended by then | Failures in a row |
      |---|---|---|---|---|
      """;

  private static final String STANDING =
      """

      The whole installation has one of each of these; they never end:

      | Kind | Does |
      |---|---|
      """;

  @TempDir static Path folder;

  private static List<JobKind> kinds() {
    Map<String, String> settings =
        Map.of(
            "port", "0",
            "data", folder.toString(),
            "database.url", db.url(),
            "database.check-durability", "false",
            "mail.host", "127.0.0.1",
            "mail.from", "shop@brass.test",
            "http.public-url", "https://brass.test");
    try (Server server =
        Server.start(
            Configuration.load(Sources.none().withDefaults(settings)).settings(),
            InstantSource.system())) {
      return server.jobKinds().stream().sorted(Comparator.comparing(JobKind::name)).toList();
    }
  }

  /// Kinds whose jobs nobody waits for. Whoever adds one says why at [JobEnd#discarded].
  private static final Set<String> NOBODY_WAITS = Set.of("answer-case", "report-bulk");

  @Test
  void whatSomebodyWaitsForHasALastWord() throws NoSuchMethodException {
    for (JobKind kind : kinds()) {
      if (kind.end().longest() != null) {
        Class<?> last =
            kind.handler().getClass().getMethod("end", Job.class, String.class).getDeclaringClass();
        assertThat(last.equals(JobHandler.class))
            .as("whether the kind %s has nothing to say in the end", kind.name())
            .isEqualTo(NOBODY_WAITS.contains(kind.name()))
            .isEqualTo(kind.end().otherwise().startsWith("Kept as discarded"));
      }
    }
  }

  @Test
  void everyKindHasAnEndAndTheReferenceSaysIt() {
    List<JobKind> kinds = kinds();
    for (JobKind kind : kinds) {
      assertThat(kind.end().ends())
          .as("what ends a job of the kind %s; say it by JobKind#ending", kind.name())
          .isNotBlank();
    }
    StringBuilder text = new StringBuilder(HEAD);
    for (JobKind kind : kinds) {
      Duration longest = kind.end().longest();
      if (longest != null) {
        text.append(
            "| `%s` | %s | %d days | %s | %,d |\n"
                .formatted(
                    kind.name(),
                    kind.end().ends(),
                    longest.toDays(),
                    kind.end().otherwise(),
                    kind.maxAttempts()));
      }
    }
    text.append(STANDING);
    for (JobKind kind : kinds) {
      if (kind.end().longest() == null) {
        text.append("| `%s` | %s |\n".formatted(kind.name(), kind.end().ends()));
      }
    }
    GeneratedFile.check("docs/reference/jobs.md", text.toString());
  }
}
