package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The metrics of a server that works, held against `docs/reference/metrics.md`.
class MetricsTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  /// Metrics that need a real store, or jobs or orders in trouble; their own tests see them.
  private static final Set<String> SELDOM =
      Set.of(
          "brass_jobs_unknown_store",
          "brass_recovery_orders",
          "brass_stores_calls_total",
          "brass_stores_turn_seconds",
          "brass_stores_unreachable");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(brass_\\w+)` \\| (\\w+) \\| ([^|]*) \\|");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
  private static final Pattern SERIES =
      Pattern.compile("(?m)^(brass_\\w+?)(?:_count|_sum|_bucket|_max)?(?:\\{(.*)})? \\S+$");

  @Test
  void theServerHasTheDocumentedMetricsAndNoOthers() throws IOException {
    RunningServer running = server.running();
    Client live = running.live();
    String order =
        live.post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0DFC2DWD5"))
            .has(201)
            .text("/id");
    live.until("/orders/" + order, answer -> answer.text("/status").equals("order_placed"));
    live.get("/products/B0DFC2DWD5?retailer=amazon").has(200);
    // The table of jobs is counted by a thread of its own.
    String scraped =
        running
            .operator()
            .until("/metrics", answer -> answer.body().contains("brass_jobs_stored{"))
            .body();

    Map<String, Set<String>> documented = documented();
    Map<String, Set<String>> labels = labels(scraped);
    assertThat(documented).containsAllEntriesOf(labels);
    assertThat(labels.keySet())
        .containsAll(documented.keySet().stream().filter(name -> !SELDOM.contains(name)).toList());
    assertThat(types(scraped).keySet())
        .allSatisfy(name -> assertThat(documented).containsKey(name));
  }

  /// The labels of each documented metric.
  private static Map<String, Set<String>> documented() throws IOException {
    return ROW.matcher(Files.readString(GeneratedFile.root().resolve("docs/reference/metrics.md")))
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1),
                row ->
                    Pattern.compile("`(\\w+)`")
                        .matcher(row.group(3))
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toCollection(TreeSet::new))));
  }

  private static Map<String, String> types(String scraped) {
    return TYPE.matcher(scraped)
        .results()
        .filter(type -> !type.group(1).endsWith("_max"))
        .collect(Collectors.toMap(type -> type.group(1), type -> type.group(2)));
  }

  /// The labels of each metric in an answer.
  private static Map<String, Set<String>> labels(String scraped) {
    Map<String, Set<String>> labels = new TreeMap<>();
    SERIES
        .matcher(scraped)
        .results()
        .forEach(
            series ->
                labels.computeIfAbsent(series.group(1), _ -> new TreeSet<>()).addAll(in(series)));
    return labels;
  }

  private static Set<String> in(MatchResult series) {
    return series.group(2) == null
        ? Set.of()
        : Stream.of(series.group(2).split("\",", -1))
            .map(pair -> pair.substring(0, pair.indexOf('=')))
            // Of the buckets of a histogram.
            .filter(label -> !label.equals("le"))
            .collect(Collectors.toSet());
  }
}
