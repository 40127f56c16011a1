package dev.brass.server.e2e;

import static dev.brass.server.e2e.BatchRequests.operation;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// `./brass batch` at a server.
class BatchCommandTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  /// The NDJSON of the guide, by the sections that it is in.
  private static List<String> examples() throws IOException {
    String guide = Files.readString(Path.of("../docs/guide/batches.md"));
    return Pattern.compile("```ndjson\n(.*?)```", Pattern.DOTALL)
        .matcher(guide)
        .results()
        .map(example -> example.group(1))
        .toList();
  }

  @Test
  void theCommandLineCarriesOutTheGuidesExamples(@TempDir Path folder) throws IOException {
    List<String> examples = examples();
    assertThat(examples).hasSize(2);
    Path prices = Files.writeString(folder.resolve("prices.ndjson"), examples.getLast());
    Path results = folder.resolve("results.ndjson");
    String[] run = {
      "batch",
      prices.toString(),
      "--parallel",
      "--results",
      results.toString(),
      "--url",
      server.running().url(),
      "--key",
      server.running().key("api_key")
    };
    Terminal ran = Terminal.brass(run);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("3/3, 0 without success");
    assertThat(Files.readAllLines(results))
        .hasSize(3)
        .allMatch(line -> Client.JSON.readTree(line).at("/response_status").asInt() == 200);

    Path cancel = Files.writeString(folder.resolve("cancel.ndjson"), examples.getFirst());
    String[] dry = {
      "batch",
      cancel.toString(),
      "--dry-run",
      "--url",
      server.running().url(),
      "--key",
      server.running().key("api_key")
    };
    Terminal tried = Terminal.brass(dry);
    assertThat(tried.code()).as(tried.err()).isZero();
    assertThat(tried.err()).contains("3 operations read");
  }

  @Test
  void theCommandLineTellsWhatWentWrong(@TempDir Path folder) throws IOException {
    Path bad =
        Files.writeString(
            folder.resolve("bad.ndjson"),
            operation("GET", "/no/such") + "\n" + operation("GET", "/orders") + "\n");
    String[] run = {
      "batch",
      bad.toString(),
      "--stop-on-error",
      "--url",
      server.running().url(),
      "--key",
      server.running().key("test_api_key")
    };
    Terminal ran = Terminal.brass(run);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("operation 1, GET /no/such: 404")
        .contains("operation 2, GET /orders");
    assertThat(ran.err()).contains("2 operations did not succeed");
    Files.writeString(bad, "{nonsense\n");
    ran = Terminal.brass(run);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("batch_operations[0]: its 9 bytes are not valid JSON");
    run[1] = folder.resolve("missing").toString();
    ran = Terminal.brass(run);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("cannot read");
  }
}
