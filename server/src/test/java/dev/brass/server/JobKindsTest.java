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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What ends jobs of each kind, and `docs/reference/jobs.md`, which says it.
class JobKindsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final String HEAD =
      """
      # Jobs

      Whatever is done later or again is a job: a row of the table `job`, run by whichever node has room. Generated from the code.

      No job is there for ever. Each kind has an end of its own, and a longest age besides: a job that is older, or has failed too often in
      a row, is not run any more, and does the last thing that its kind has for that. One whose kind has nothing for it, or whose last word
      failed, is kept as *discarded*: it is an error in the log, counted by `brass_jobs_run` with the result `discarded`, and listed at
      `/admin/jobs?state=discarded`, where an operator may let it run again, with all its attempts and its whole time, or delete it.

      What a store is asked again and again has three rules, in this order: how old the question may get, how long to wait from one time to
      the next, and how long one call may take. A question that is too old is not asked, whatever the store would say. A store that answers
      with nothing but errors, and a connector that fails in whatever way, cost a pause each, and no attempt.

      | Kind | Ends when | Longest age | One that did not end by then | Failures in a row |
      |---|---|---|---|---|
      """;

  private static final String STANDING =
      """

      There is one of each of these for the whole installation, as long as that lasts:

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
