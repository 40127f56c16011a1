package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.brass.server.e2e.Client.Answer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A database whose disk is full: PostgreSQL answers questions, and fails whatever would need more
/// room. Nothing is acknowledged then, and nobody is to send anything until there is room again.
class FullDiskTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final Duration SOON = Duration.ofSeconds(20);

  /// Fails what PostgreSQL fails then, in its own words.
  private static final String FULL =
      """
      create function disk_is_full() returns trigger language plpgsql as $$
        begin
          raise exception 'could not extend file "base/5/1": No space left on device'
            using errcode = 'disk_full';
        end $$;
      create function disk_is_full_for_tables() returns event_trigger language plpgsql as $$
        begin
          raise exception 'could not extend file "base/5/1": No space left on device'
            using errcode = 'disk_full';
        end $$;
      create trigger disk_is_full before insert on orders
        for each statement execute function disk_is_full();
      create event trigger disk_is_full_for_tables on ddl_command_start
        when tag in ('CREATE TABLE', 'CREATE TABLE AS')
        execute function disk_is_full_for_tables();
      """;

  private static final String ROOM =
      """
      drop event trigger if exists disk_is_full_for_tables;
      drop trigger if exists disk_is_full on orders;
      drop function if exists disk_is_full, disk_is_full_for_tables;
      """;

  private static void execute(String script) {
    server.database().database().jdbi().useHandle(handle -> handle.execute(script));
  }

  @AfterEach
  void makeRoom() {
    execute(ROOM);
  }

  private static Answer ready() {
    return server.running().stranger().get("/health/ready");
  }

  /// Without a look at the API's description, which does not tell of a server that fails.
  private static int status(Client client, String order) {
    try (RawConnection connection = new RawConnection(server.running())) {
      String head =
          "POST /orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
              + client.headers().get("Authorization")
              + "\r\nContent-Length: "
              + order.length();
      return connection.send(head + "\r\n\r\n" + order).reply().status();
    }
  }

  @Test
  void aServerIsNotReadyWhileItsDatabaseStoresNothing() {
    Client client = Customer.of(server.running()).live();
    String order = CurrentRequests.order("https://www.amazon.com/dp/B07JGBW826").toString();
    ready().has(200);

    execute(FULL);
    assertThat(status(client, order)).isGreaterThanOrEqualTo(500);

    await().atMost(SOON).until(() -> ready().status() == 503);
    assertThat(ready().has(503).body()).contains("No space left on device");
    // Also when nobody sends anything, and for as long as it lasts.
    await().during(Duration.ofSeconds(7)).atMost(SOON).until(() -> ready().status() == 503);
    server.running().stranger().get("/health/live").has(200);
    client.get("/orders").has(200);

    execute(ROOM);
    await().atMost(SOON).until(() -> ready().status() == 200);
    client.post("/orders", order).has(201);
    assertThat(client.get("/orders").json().get("total").asInt()).isEqualTo(1);
  }
}
