package dev.brass.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.brass.server.config.SharedSettings.Value;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.node.NodeView.Difference;
import dev.brass.server.secret.TestVault;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.testkit.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeSettingsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.atStart();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Vault vault;
  private TenantId owner;

  @BeforeEach
  void open() {
    vault = TestVault.open(DB.database());
    try (Tenants tenants = new Tenants(DB.database(), clock)) {
      owner = tenants.create("tenant").orElseThrow().id();
    }
  }

  private NodeSettings node(String session, Map<String, Value> settings) {
    SortedMap<String, Value> sorted = new TreeMap<>(settings);
    return new NodeSettings(
        DB.database().jdbi(),
        vault,
        () -> owner,
        session,
        "node of " + session,
        sorted,
        registry,
        clock);
  }

  private static Value plain(String text) {
    return new Value(text, false);
  }

  private static Value secret(String text) {
    return new Value(text, true);
  }

  @Test
  void nodesWithTheSameSettingsDoNotDiffer() {
    Map<String, Value> settings = Map.of("orders.attempts", plain("3"), "key", secret("canary"));
    NodeSettings here = node("here", settings);
    NodeSettings there = node("there", settings);
    there.round();
    here.round();
    assertThat(here.nodes())
        .extracting(NodeView::session, NodeView::own)
        .containsExactlyInAnyOrder(tuple("here", true), tuple("there", false));
    assertThat(here.differingKeys()).isEmpty();
  }

  @Test
  void tellsInWhatNodesDifferAndNoSecret() {
    NodeSettings here =
        node(
            "here",
            Map.of(
                "orders.attempts", plain("3"),
                "stripe.secret-key", secret("canary-1"),
                "stores.tea.hold-for", plain("6h")));
    NodeSettings there =
        node(
            "there",
            Map.of(
                "orders.attempts", plain("5"),
                "stripe.secret-key", secret("canary-2"),
                "wallet.mode", plain("prepaid")));
    there.round();
    here.round();
    assertThat(here.nodes().stream().filter(node -> !node.own()))
        .singleElement()
        .satisfies(
            node ->
                assertThat(node.differences())
                    .containsExactly(
                        new Difference("orders.attempts", "3", "5"),
                        new Difference("stores.tea.hold-for", "6h", "none"),
                        new Difference("stripe.secret-key", "***", "***"),
                        new Difference("wallet.mode", "none", "prepaid")));
    assertThat(registry.get("brass.nodes.differences").gauge().value()).isEqualTo(4);
    String stored =
        DB.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select string_agg(settings::text, ' ') from node_settings")
                        .mapTo(String.class)
                        .one());
    assertThat(stored).doesNotContain("canary").contains("orders.attempts");
  }

  @Test
  void aNodeThatEndsIsForgottenAtOnceAndOneThatDiesSoon() {
    NodeSettings here = node("here", Map.of());
    NodeSettings ends = node("ends", Map.of("a", plain("1")));
    NodeSettings dies = node("dies", Map.of("b", plain("1")));
    ends.round();
    dies.round();
    here.round();
    assertThat(here.differingKeys()).containsExactly("a", "b");
    ends.close();
    here.round();
    assertThat(here.differingKeys()).containsExactly("b");
    clock.advance(NodeSettings.GONE.plusSeconds(1));
    here.round();
    assertThat(here.nodes()).extracting(NodeView::session).isEqualTo(List.of("here"));
    assertThat(here.differingKeys()).isEmpty();
  }
}
