package dev.brass.server.node;

import dev.brass.server.config.SharedSettings.Value;
import dev.brass.server.metric.Metric;
import dev.brass.server.node.NodeSettingsRepository.Row;
import dev.brass.server.node.NodeView.Difference;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The settings that this node was started with, beside those of the other nodes of the database,
/// so that a difference is visible and need not be guessed from its effects. Thread-safe.
///
/// Each node writes its own down and reports every few seconds that it lives. Secrets are written
/// as hashes, whose key is sealed. A node that reports nothing for [#GONE] is forgotten, even if it
/// ended without notice.
public final class NodeSettings implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeSettings.class);

  static final Duration BEAT = Duration.ofSeconds(10);
  static final Duration GONE = Duration.ofSeconds(45);

  private static final String PURPOSE = "node-settings";
  private static final String HASHED = "#";
  private static final String PLAIN = "=";
  private static final String NONE = "none";
  private static final int MOST_TOLD = 10;

  private final Jdbi jdbi;
  private final Sealer sealer;
  private final Supplier<TenantId> owner;
  private final String session;
  private final String name;
  private final SortedMap<String, Value> settings;
  private final @Nullable InstantSource time;
  private final byte[] key = new byte[32];
  private final NodeSettingsRepository repository = new NodeSettingsRepository();
  private final JsonMapper json = JsonMapper.shared();
  private volatile List<NodeView> nodes = List.of();
  private Map<String, List<Difference>> told = new HashMap<>();
  private @Nullable Thread beats;

  /// A node's settings, not yet written down.
  ///
  /// @param owner the first tenant, whose data key seals the salt of the hashes
  /// @param session identifies the node among all others
  /// @param name shows people which node it is
  public NodeSettings(
      Jdbi jdbi,
      Sealer sealer,
      Supplier<TenantId> owner,
      String session,
      String name,
      SortedMap<String, Value> settings,
      MeterRegistry registry) {
    this(jdbi, sealer, owner, session, name, settings, registry, null);
  }

  /// A node's settings, not yet written down, with another time in place of the database's.
  NodeSettings(
      Jdbi jdbi,
      Sealer sealer,
      Supplier<TenantId> owner,
      String session,
      String name,
      SortedMap<String, Value> settings,
      MeterRegistry registry,
      @Nullable InstantSource time) {
    this.jdbi = jdbi;
    this.sealer = sealer;
    this.owner = owner;
    this.session = session;
    this.name = name;
    this.settings = new TreeMap<>(settings);
    this.time = time;
    new SecureRandom().nextBytes(key);
    Metric.NODES_DIFFERENCES.gauge(registry, this, n -> n.differingKeys().size());
  }

  private String written() {
    Map<String, String> shown = new TreeMap<>();
    settings.forEach((setting, value) -> shown.put(setting, stored(value, key)));
    return json.writeValueAsString(shown);
  }

  private static String stored(Value value, byte[] key) {
    return value.secret() ? HASHED + hash(key, value.text()) : PLAIN + value.text();
  }

  private static String hash(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  /// Writes the settings down and keeps reporting that the node lives.
  public void start() {
    beats = Thread.ofVirtual().name("node-settings").start(this::beat);
  }

  private void beat() {
    try {
      while (true) {
        try {
          round();
        } catch (RuntimeException e) {
          LOG.debug("Could not compare the settings of the nodes", e);
        }
        Thread.sleep(BEAT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reports that the node lives, and reads the others.
  void round() {
    byte[] sealed = sealer.seal(owner.get(), PURPOSE, key);
    String salt = Base64.getEncoder().encodeToString(sealed);
    String written = written();
    List<Row> rows =
        jdbi.withHandle(
            handle -> {
              repository.put(handle, session, name, salt, written, now());
              repository.expire(handle, GONE, now());
              return repository.all(handle);
            });
    List<NodeView> seen = rows.stream().map(this::view).toList();
    nodes = seen;
    tell(seen);
  }

  private @Nullable Instant now() {
    return time == null ? null : time.instant();
  }

  private NodeView view(Row row) {
    boolean own = row.session().equals(session);
    return new NodeView(
        row.session(),
        row.name(),
        row.startedAt(),
        row.seenAt(),
        own,
        own ? List.of() : differences(row));
  }

  private List<Difference> differences(Row other) {
    byte[] theirKey;
    try {
      theirKey = sealer.open(owner.get(), PURPOSE, Base64.getDecoder().decode(other.salt()));
    } catch (RuntimeException e) {
      LOG.debug("The settings of node {} cannot be read", other.name(), e);
      return List.of(new Difference("master-key", "***", "***"));
    }
    Map<String, String> theirs = json.readValue(other.settings(), new TypeReference<>() {});
    TreeSet<String> keys = new TreeSet<>(settings.keySet());
    keys.addAll(theirs.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String setting : keys) {
      Value mine = settings.get(setting);
      String there = theirs.get(setting);
      String expected = mine == null ? null : stored(mine, theirKey);
      if (!equal(expected, there)) {
        differences.add(
            new Difference(setting, mine == null ? NONE : mine.toString(), shown(there)));
      }
    }
    return differences;
  }

  private static boolean equal(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return Objects.equals(one, other);
    }
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String shown(@Nullable String stored) {
    return stored == null
        ? NONE
        : stored.startsWith(HASHED) ? "***" : stored.substring(PLAIN.length());
  }

  /// Logs a change of a node, once.
  private synchronized void tell(List<NodeView> seen) {
    Map<String, List<Difference>> now = new HashMap<>();
    for (NodeView node : seen) {
      List<Difference> before = told.getOrDefault(node.session(), List.of());
      if (!node.differences().isEmpty()) {
        now.put(node.session(), node.differences());
      }
      if (!node.differences().equals(before)) {
        tell(node);
      }
    }
    told = now;
  }

  private static void tell(NodeView node) {
    if (node.differences().isEmpty()) {
      LOG.info("Node {} ({}) has the same settings as this one again", node.name(), node.session());
      return;
    }
    LOG.warn(
        "Node {} ({}) was started with other settings than this one: {}{}",
        node.name(),
        node.session(),
        node.differences().stream()
            .limit(MOST_TOLD)
            .map(d -> "%s is %s here and %s there".formatted(d.key(), d.here(), d.there()))
            .collect(Collectors.joining("; ")),
        node.differences().size() > MOST_TOLD
            ? "; and " + (node.differences().size() - MOST_TOLD) + " more"
            : "");
  }

  /// The living nodes, including this one, as of some seconds ago at most.
  public List<NodeView> nodes() {
    return nodes;
  }

  /// The settings in which any node differs from this one, sorted.
  public List<String> differingKeys() {
    return nodes.stream()
        .flatMap(node -> node.differences().stream())
        .map(Difference::key)
        .distinct()
        .sorted()
        .toList();
  }

  /// Removes the node's settings.
  @Override
  public void close() {
    if (beats != null) {
      beats.interrupt();
      try {
        beats.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    jdbi.useHandle(handle -> repository.delete(handle, session));
  }
}
