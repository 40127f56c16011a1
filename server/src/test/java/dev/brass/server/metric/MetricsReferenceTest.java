package dev.brass.server.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.GeneratedFile;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `docs/reference/metrics.md`, from [Metric]. A test of the whole server compares its `/metrics`
/// with the same list.
class MetricsReferenceTest {

  private static final String BEGINNING =
      """
      <!-- Generated from Metric by ./brass docs; do not edit. -->
      # Metrics

      `GET /metrics` answers in Prometheus' text format, with an admin key (`Authorization: Bearer zn_admin_…`), also on the port
      `http.health-port`. Each node counts its own work; metrics about the table of jobs are the same on all nodes. Counters start at 0 with
      the process. A series with labels appears with its first value.

      A *timer* has `_count`, `_sum` (seconds) and `_max` (the maximum of the last minutes); a *histogram* has `_bucket` besides.
      `docs/guide/operate.md` has alerts.

      | Metric | Type | Labels | Meaning |
      |---|---|---|---|
      """;

  @Tag("docs")
  @Test
  void theReferenceIsWhatTheListSays() {
    GeneratedFile.check(
        "docs/reference/metrics.md",
        BEGINNING
            + Arrays.stream(Metric.values())
                .map(MetricsReferenceTest::row)
                .collect(Collectors.joining()));
  }

  private static String row(Metric metric) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            exposed(metric),
            metric.kind().name().toLowerCase(Locale.ROOT),
            metric.labels().stream()
                .map(label -> "`" + label + "`")
                .collect(Collectors.joining(", ")),
            metric.meaning());
  }

  /// The name at `/metrics`.
  private static String exposed(Metric metric) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    String[] values = Collections.nCopies(metric.labels().size(), "x").toArray(String[]::new);
    switch (metric.kind()) {
      case COUNTER -> metric.counter(registry, values).increment();
      case GAUGE -> metric.gauge(registry, registry, _ -> 1, values);
      case TIMER -> metric.timer(registry, values);
      case HISTOGRAM -> metric.histogram().register(registry);
    }
    List<String> types =
        registry
            .scrape()
            .lines()
            .filter(line -> line.startsWith("# TYPE ") && !line.contains("_max "))
            .toList();
    assertThat(types).hasSize(1);
    return types.getFirst().split(" ", -1)[2];
  }

  @Test
  void noMetricIsMadeElsewhere() throws IOException {
    try (Stream<Path> sources =
        Files.walk(GeneratedFile.root().resolve("server/src/main/java/dev/brass/server"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        if (!source.endsWith("metric/Metric.java")) {
          assertThat(Files.readString(source))
              .as("%s makes a metric; use Metric", source)
              .doesNotContainPattern("\\b(Counter|Timer|Gauge|MultiGauge)\\.builder\\(")
              .doesNotContainPattern("registry\\.(counter|timer|gauge)\\(");
        }
      }
    }
  }
}
