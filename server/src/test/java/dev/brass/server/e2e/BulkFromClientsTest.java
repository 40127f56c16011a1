package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.bulk.Workbooks;
import dev.brass.server.e2e.Client.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Uploads as browsers, shells and spreadsheets send them.
class BulkFromClientsTest {

  private static final String VALIDATE = "/orders/bulk/validate";
  private static final String PAGE = "https://www.amazon.com/dp/B0DFC2DWD5";
  private static final String HEADINGS =
      "product_url,quantity,name,address1,city,state,zip,max_price,phone";
  private static final String CSV =
      HEADINGS
          + "\r\n"
          + PAGE
          + ",1,Tim Beaver,77 Massachusetts Avenue,Cambridge,MA,02139,4999,5551230101\r\n";

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static Answer send(String path, @Nullable String type, byte[] body) {
    Client client = Customer.of(server.running()).test();
    var request = client.request(path).POST(BodyPublishers.ofByteArray(body));
    return client.send(type == null ? request : request.header("Content-Type", type));
  }

  private static JsonNode valid(Answer answer) {
    JsonNode result = answer.has(200).json();
    assertThat(result.path("valid_rows").asInt()).as(result.toString()).isEqualTo(1);
    return result;
  }

  @ParameterizedTest
  @CsvSource({
    "text/csv",
    "text/plain",
    "text/plain; charset=utf-8",
    "application/octet-stream",
    "application/vnd.ms-excel",
    "application/x-www-form-urlencoded",
    "text/tab-separated-values",
    "application/csv",
    "text/x-csv",
    "''"
  })
  void aTableIsTakenWhateverItsContentType(String type) {
    byte[] file = CSV.getBytes(StandardCharsets.UTF_8);
    valid(send(VALIDATE, type.isEmpty() ? null : type, file));
  }

  @Test
  void rowsAsJsonAreTakenWhateverTheirContentType() {
    String rows =
        """
        \uFEFF {"rows":[{"\uFEFFproduct_url":"%s","name":"Tim Beaver","address1":"1 St",
          "city":"Cambridge","state":"MA","zip":2139,"max_price":4999}]}
        """
            .formatted(PAGE);
    for (String type :
        new String[] {"application/json", "application/x-www-form-urlencoded", "text/plain"}) {
      valid(send(VALIDATE, type, rows.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void aFormOfABrowserIsTaken() {
    String form =
        "--x1\r\nContent-Disposition: form-data; name=\"notify_on_complete\"\r\n\r\ntrue\r\n"
            + "--x1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\sales.csv\"\r\n"
            + "Content-Type: application/vnd.ms-excel\r\n\r\n"
            + CSV
            + "\r\n--x1--\r\n";
    JsonNode result =
        valid(
            send(
                VALIDATE,
                "multipart/form-data; boundary=x1",
                form.getBytes(StandardCharsets.UTF_8)));
    assertThat(result.path("filename").asString()).isEqualTo("sales.csv");
    for (String broken :
        new String[] {"", "--x1\r\n", "--x1\r\nA: b\r\n\r\nc", "--x1--", "--y\r\n\r\n--y--"}) {
      send(VALIDATE, "multipart/form-data; boundary=x1", broken.getBytes(StandardCharsets.UTF_8))
          .has(422);
    }
    send(VALIDATE, "multipart/form-data", form.getBytes(StandardCharsets.UTF_8)).has(422);
    send(
            VALIDATE,
            "multipart/form-data; boundary=x1",
            "--x1\r\n\r\n\r\n".repeat(1000).getBytes(StandardCharsets.UTF_8))
        .has(422);
  }

  @Test
  void theNameOfAFileIsOneLine() {
    byte[] file = CSV.getBytes(StandardCharsets.UTF_8);
    send(VALIDATE + "?filename=a%0D%0Ab.csv", "text/csv", file).has(422);
    String rows = "{\"filename\":\"a\\nb\",\"rows\":[{\"product_url\":\"" + PAGE + "\"}]}";
    send(VALIDATE, "application/json", rows.getBytes(StandardCharsets.UTF_8)).has(422);
  }

  @Test
  void aWorkbookIsTaken() {
    byte[] book =
        Workbooks.of(
            Workbooks.row(1, HEADINGS.split(",", -1))
                + Workbooks.row(
                    2,
                    PAGE,
                    "2",
                    "Tim Beaver",
                    "1 St",
                    "Cambridge",
                    "MA",
                    "02139",
                    "4999",
                    "5551230101"));
    JsonNode result = valid(send(VALIDATE, "application/octet-stream", book));
    assertThat(result.at("/source/format").asString()).isEqualTo("xlsx");
    assertThat(result.at("/rows/0/quantities/0").asInt()).isEqualTo(2);
  }

  @Test
  void thePreviewSaysAsWhatTheTableWasRead() {
    byte[] file =
        CSV.replace("Tim", "Zoë").replace(',', ';').getBytes(Charset.forName("windows-1252"));
    JsonNode result = valid(send(VALIDATE, "text/csv", file));
    assertThat(result.at("/source").toString())
        .isEqualTo(
            "{\"format\":\"csv\",\"encoding\":\"windows-1252\",\"encoding_guessed\":true,\"delimiter\":\";\",\"sheet\":null}");
    assertThat(result.at("/columns/0").toString())
        .isEqualTo("{\"heading\":\"product_url\",\"taken_for\":\"product_url\"}");
    JsonNode told = valid(send(VALIDATE + "?encoding=ISO-8859-15", "text/csv", file));
    assertThat(told.at("/source/encoding").asString()).isEqualTo("ISO-8859-15");
    assertThat(told.at("/source/encoding_guessed").asBoolean()).isFalse();
    assertThat(
            send(VALIDATE + "?encoding=nonsense", "text/csv", file)
                .has(422)
                .text("/detail/0/loc/1"))
        .isEqualTo("encoding");
    byte[] japanese = CSV.replace("Tim Beaver", "山田 花子").getBytes(Charset.forName("Shift_JIS"));
    assertThat(send(VALIDATE, "text/csv", japanese).has(422).text("/detail/0/msg"))
        .contains("Shift_JIS", "?encoding=");
    assertThat(
            valid(send(VALIDATE + "?encoding=Shift_JIS", "text/csv", japanese))
                .at("/rows/0/recipient")
                .asString())
        .isEqualTo("山田 花子");
  }

  @Test
  void columnsCanBeMappedAndLinesOfAnOrderMerged() {
    String lines =
        CSV.replace("product_url", "Seite")
                .replace("phone", "phone,order_id")
                .replace("0101", "0101,A1")
            + PAGE
            + ",2,,,,,,,,A1\r\n";
    byte[] file = lines.getBytes(StandardCharsets.UTF_8);
    String mapping = "&mapping=%7B%22Seite%22%3A%22product_url%22%7D";
    JsonNode result = valid(send(VALIDATE + "?group_by=order" + mapping, "text/csv", file));
    assertThat(result.path("total_rows").asInt()).isEqualTo(1);
    assertThat(result.at("/rows/0/quantities").toString()).isEqualTo("[1,2]");
    Client client = Customer.of(server.running()).test();
    Answer created =
        client.send(
            client
                .request("/orders/bulk?group_by=order" + mapping)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(file)));
    assertThat(created.has(200).text("/row_count")).isEqualTo("1");
    client.until("/orders/bulk/" + created.text("/id"), a -> a.text("/status").equals("completed"));
    assertThat(client.get("/orders").has(200).text("/orders/0/items/1/quantity")).isEqualTo("2");
    for (String wrong :
        new String[] {
          "?group_by=customer",
          "?mapping=x",
          "?mapping=%7B%22Seite%22%3A%22nothing%22%7D",
          "?mapping=%7B%22absent%22%3A%22city%22%7D"
        }) {
      send(VALIDATE + wrong, "text/csv", file).has(422);
    }
  }

  @Test
  void ofRowsWithCellsBeyondTheHeadingsOnlyTheseFail() {
    String good =
        "{\"product_url\":\"%s\",\"name\":\"Tim Beaver\",\"address1\":\"1 St\",\"city\":\"C\",\"state\":\"MA\",\"zip\":\"02139\",\"max_price\":\"4999\"%s}";
    String rows =
        "{\"rows\":["
            + good.formatted(PAGE, ",\"__parsed_extra\":[\"Apt 4\"]")
            + ","
            + good.formatted(PAGE, ",\"__parsed_extra\":[\"\",null]")
            + ","
            + good.formatted(PAGE, ",\"\":\"lost\"")
            + "]}";
    JsonNode result =
        send(VALIDATE, "application/json", rows.getBytes(StandardCharsets.UTF_8)).has(200).json();
    assertThat(result.at("/rows/0/errors/0").asString()).contains("1 more cells than headings");
    assertThat(result.at("/rows/1/ok").asBoolean()).isTrue();
    assertThat(result.at("/rows/2/errors/0").asString()).contains("'lost'", "no heading");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Note", "Remark"})
  void aTableWithAnotherColumnOrSpellingIsKnownAgain(String heading) {
    Client client = Customer.of(server.running()).test();
    String first = CSV.replace("phone", "phone,note").replace("0101\r", "0101,x\r");
    String again = first.replace("note", heading + ",empty").replace(",x\r", ",x,\r");
    for (String file :
        new String[] {first, again, again.replace("zip", "Postal Code").replace("02139", "2139")}) {
      Answer created =
          client.send(
              client
                  .request("/orders/bulk")
                  .header("Content-Type", "text/csv")
                  .POST(BodyPublishers.ofString(file)));
      String path = "/orders/bulk/" + created.has(200).text("/id");
      client.until(path, a -> a.text("/status").equals("completed"));
      assertThat(client.get(path).text("/rows/0/status")).isEqualTo("placed");
    }
    assertThat(client.get("/orders?limit=1").text("/total")).isEqualTo("1");
  }
}
