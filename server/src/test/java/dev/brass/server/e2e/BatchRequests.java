package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.Client.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What tests of batches send and look for.
final class BatchRequests {

  private BatchRequests() {}

  static final String BATCHES = "/v1/batches";

  static final String OPERATIONS = "/v1/batch_operations";

  static final String PAGE = "https://www.amazon.com/dp/B0BATCH001";

  static ObjectNode operation(String method, String path) {
    return Client.JSON.createObjectNode().put("http_method", method).put("path", path);
  }

  static ObjectNode operation(String method, String path, JsonNode body) {
    return operation(method, path).set("body", body);
  }

  static ObjectNode batch(JsonNode... operations) {
    ObjectNode batch = Client.JSON.createObjectNode();
    ArrayNode list = batch.putObject("batch").putArray("batch_operations");
    List.of(operations).forEach(list::add);
    return batch;
  }

  static ObjectNode with(ObjectNode batch, String name, Object value) {
    ((ObjectNode) batch.get("batch")).putPOJO(name, value);
    return (ObjectNode) Client.JSON.readTree(batch.toString());
  }

  static Answer completed(Client client, Answer created) {
    return client.until(
        BATCHES + "/" + created.has(200).text("/id"),
        answer -> answer.text("/status").equals("completed"));
  }

  static JsonNode operations(Client client, Answer batch) {
    return client
        .get(OPERATIONS + "?limit=100&batch_ids[]=" + batch.text("/id"))
        .has(200)
        .json()
        .get("data");
  }

  static void refused(Answer answer, int status, String code) {
    answer.has(status);
    assertThat(answer.text("/code")).as(answer.body()).isEqualTo(code);
  }

  static Answer lines(Client client, String query, String text) {
    return client.send(
        client
            .request(BATCHES + query)
            .header("Content-Type", "application/x-ndjson; charset=utf-8")
            .POST(BodyPublishers.ofString(text)));
  }

  static List<String> found(Client client, String path) {
    List<String> ids = new ArrayList<>();
    client.get(path).has(200).json().get("data").forEach(b -> ids.add(b.get("id").asString()));
    return ids;
  }
}
