package dev.brass.server.e2e;

import static dev.brass.server.e2e.BatchRequests.BATCHES;
import static dev.brass.server.e2e.BatchRequests.OPERATIONS;
import static dev.brass.server.e2e.BatchRequests.PAGE;
import static dev.brass.server.e2e.BatchRequests.batch;
import static dev.brass.server.e2e.BatchRequests.completed;
import static dev.brass.server.e2e.BatchRequests.found;
import static dev.brass.server.e2e.BatchRequests.lines;
import static dev.brass.server.e2e.BatchRequests.operation;
import static dev.brass.server.e2e.BatchRequests.operations;
import static dev.brass.server.e2e.BatchRequests.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Batches of many operations, and many batches.
class BatchListTest {

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("batch.most-operations", "2000"));

  private static Customer customer() {
    return Customer.of(server.running());
  }

  @Test
  void manyOperationsComeAndGoInLines() {
    Client client = customer().live();
    StringBuilder many = new StringBuilder("\uFEFF");
    for (int i = 0; i < 1_300; i++) {
      many.append(operation("GET", "/orders?limit=1&skip=" + i).put("reference", "r" + i));
      many.append(i % 2 == 0 ? "\r\n" : "\n\n");
    }
    Answer created = lines(client, "?mode=parallel", many.toString()).has(200);
    assertThat(created.text("/mode")).isEqualTo("parallel");
    Answer after = completed(client, created);
    assertThat(after.json().get("finished_batch_operations_count").asInt()).isEqualTo(1_300);
    Answer results = client.get(BATCHES + "/" + created.text("/id") + "/results").has(200);
    List<String> references =
        results
            .body()
            .lines()
            .map(line -> Client.JSON.readTree(line).get("reference").asString())
            .toList();
    assertThat(references).isEqualTo(IntStream.range(0, 1_300).mapToObj(i -> "r" + i).toList());

    refused(lines(client, "", many + "{\"http_method\": \n"), 422, "batch_operation.invalid");
    refused(lines(client, "?mode=x", many.toString()), 422, "batch.mode.inclusion");
    assertThat(client.get(BATCHES).json().at("/pagination/count").asInt()).isEqualTo(1);
  }

  @Test
  void listsAreFilteredSortedPagedAndExpanded() {
    Client client = customer().live();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Answer created =
          client.post(
              BATCHES, batch(operation("GET", "/orders"), operation("GET", "/nothing/here")));
      completed(client, created);
      ids.add(created.text("/id"));
    }
    assertThat(found(client, BATCHES)).containsExactlyElementsOf(ids.reversed());
    assertThat(found(client, BATCHES + "?sort=created_at:asc")).containsExactlyElementsOf(ids);
    assertThat(found(client, BATCHES + "?limit=1&page=2")).containsExactly(ids.get(1));
    assertThat(found(client, BATCHES + "?page=9")).isEmpty();
    assertThat(found(client, BATCHES + "?ids[]=" + ids.get(0) + "&ids[]=" + ids.get(2)))
        .containsExactly(ids.get(2), ids.get(0));
    assertThat(found(client, BATCHES + "?status[]=in_progress")).isEmpty();
    assertThat(found(client, BATCHES + "?status[]=completed&status[]=pending")).hasSize(3);
    assertThat(
            client
                .get(OPERATIONS + "?batch_ids[]=" + ids.get(1) + "&status[]=completed")
                .json()
                .at("/pagination/count")
                .asInt())
        .isEqualTo(2);

    JsonNode expanded =
        client.get(BATCHES + "/" + ids.get(0) + "?expand[]=batch_operations.batch").has(200).json();
    assertThat(expanded.at("/batch_operations/pagination/count").asInt()).isEqualTo(2);
    assertThat(expanded.at("/batch_operations/data/1/path").asString()).isEqualTo("/nothing/here");
    assertThat(expanded.at("/batch_operations/data/1/batch/id").asString()).isEqualTo(ids.get(0));
    JsonNode operation =
        client
            .get(OPERATIONS + "?limit=1&expand[]=batch&expand[]=batch.batch_operations")
            .has(200)
            .json()
            .at("/data/0");
    assertThat(operation.at("/batch/id").asString()).isEqualTo(ids.get(2));
    assertThat(operation.at("/batch/batch_operations/data").size()).isEqualTo(2);
    assertThat(operation.at("/batch/unsuccessful_batch_operations_count").asInt()).isEqualTo(1);
  }

  @Test
  void aBatchIsItsTenantsAndItsModesAlone() {
    Customer customer = customer();
    Answer created = customer.live().post(BATCHES, batch(operation("GET", "/orders")));
    completed(customer.live(), created);
    String operation = operations(customer.live(), created).at("/0/id").asString();
    for (Client stranger : List.of(customer().live(), customer.test())) {
      refused(stranger.get(BATCHES + "/" + created.text("/id")), 404, "batch.not_found");
      refused(
          stranger.post(BATCHES + "/" + created.text("/id") + "/cancel", ""),
          404,
          "batch.not_found");
      stranger.get(BATCHES + "/" + created.text("/id") + "/results").has(404);
      refused(stranger.get(OPERATIONS + "/" + operation), 404, "batch_operation.not_found");
      assertThat(found(stranger, OPERATIONS)).isEmpty();
      assertThat(found(stranger, OPERATIONS + "?batch_ids[]=" + created.text("/id"))).isEmpty();
    }
    Client inTestMode = customer.live().with("X-Test-Mode", "true");
    Answer test =
        inTestMode.post(BATCHES, batch(operation("POST", "/orders", CurrentRequests.order(PAGE))));
    completed(inTestMode, test);
    assertThat(customer.live().get("/orders").json().get("orders").size()).isZero();
    assertThat(customer.test().get("/orders").json().get("orders").size()).isEqualTo(1);
  }
}
