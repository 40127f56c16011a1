package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Client.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Something keeps a row for long that a request has to change: the request is not carried out, and
/// its client learns that it may come again.
class LockedRowsTest {

  private static final String ENDPOINT = "/webhooks/endpoint";
  private static final String WISH = "{\"url\": \"http://127.0.0.1:9/hook\"}";

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  @TempDir private Path data;

  @Test
  void whatIsLockedForLongCanBeSentAgain() {
    try (RunningServer server = RunningServer.start(data, Map.of("database.url", DB.url()));
        Handle other = DB.database().jdbi().open()) {
      Client client = server.live();
      client.put(ENDPOINT, WISH).has(200);
      other.begin();
      other.createQuery("select from webhook_endpoint for update").mapToMap().list();

      Answer refused = client.put(ENDPOINT, WISH.replace("hook", "other")).has(503);

      assertThat(refused.text("/error/code")).isEqualTo("service_unavailable");
      assertThat(refused.text("/error/message")).contains("try again");
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      other.rollback();
      assertThat(client.get(ENDPOINT).has(200).body()).contains("/hook").doesNotContain("/other");
      client.put(ENDPOINT, WISH.replace("hook", "other")).has(200);
    }
  }
}
