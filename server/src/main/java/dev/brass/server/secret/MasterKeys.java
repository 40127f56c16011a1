package dev.brass.server.secret;

import dev.brass.spi.Secret;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The master keys as they are written down. Immutable.
///
/// No key is removed automatically: a backup can only be read with the keys that wrapped its data
/// keys when it was taken. So a key that no longer encrypts stays, marked with the time of its use,
/// until an operator drops it. It is JSON of Tink with fields of ours, which Tink ignores: `since`
/// and `retired` of a key, and `dropped`, the keys that were dropped and when.
///
/// @param terms the time in which each key was needed; without keys that an operator made
record MasterKeys(Keyset keyset, Map<Long, Term> terms, Map<Long, Instant> dropped) {

  private static final String KEYS = "key";
  private static final String ID = "keyId";
  private static final String SINCE = "since";
  private static final String RETIRED = "retired";
  private static final String DROPPED = "dropped";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  MasterKeys {
    terms = Map.copyOf(terms);
    dropped = Map.copyOf(dropped);
  }

  /// The time in which a key wrapped data keys. Backups that were taken in it need the key.
  ///
  /// @param since null when it is not recorded
  /// @param retired when the last data key was wrapped anew; null while the key is in use
  record Term(@Nullable Instant since, @Nullable Instant retired) {
    private static final Term UNKNOWN = new Term(null, null);
  }

  static MasterKeys of(Keyset keyset) {
    return new MasterKeys(keyset, Map.of(), Map.of());
  }

  /// Keys as operators write them.
  ///
  /// @param origin where the text is from, for the message
  /// @throws VaultException without the text when it is no keyset
  static MasterKeys parse(Secret<String> text, String origin) {
    Keyset keyset = Keyset.parse(text, origin);
    Secret<String> json = Keyset.json(text);
    if (json == null) {
      return of(keyset);
    }
    JsonNode root = JSON.readTree(json.reveal());
    Map<Long, Term> terms = new HashMap<>();
    for (JsonNode key : root.path(KEYS)) {
      Term term = new Term(instant(key.path(SINCE)), instant(key.path(RETIRED)));
      if (!term.equals(Term.UNKNOWN)) {
        terms.put(key.path(ID).asLong(0), term);
      }
    }
    Map<Long, Instant> dropped = new HashMap<>();
    for (JsonNode key : root.path(DROPPED)) {
      Instant at = instant(key.path("at"));
      if (at != null) {
        dropped.put(key.path(ID).asLong(0), at);
      }
    }
    return new MasterKeys(keyset, terms, dropped);
  }

  private static @Nullable Instant instant(JsonNode node) {
    try {
      return node.isString() ? Instant.parse(node.asString()) : null;
    } catch (DateTimeException e) {
      // The file was edited. The keys matter more than the notes beside them.
      return null;
    }
  }

  Secret<String> toJson() {
    ObjectNode root = (ObjectNode) JSON.readTree(keyset.toJson().reveal());
    for (JsonNode each : root.path(KEYS)) {
      ObjectNode key = (ObjectNode) each;
      Term term = term(key.path(ID).asLong(0));
      if (term.since() != null) {
        key.put(SINCE, term.since().toString());
      }
      if (term.retired() != null) {
        key.put(RETIRED, term.retired().toString());
      }
    }
    if (!dropped.isEmpty()) {
      new TreeMap<>(dropped)
          .forEach(
              (id, at) -> root.withArray(DROPPED).addObject().put(ID, id).put("at", at.toString()));
    }
    return Secret.of(JSON.writeValueAsString(root));
  }

  /// The time of a key's use, as far as it is known.
  Term term(long id) {
    return terms.getOrDefault(id, Term.UNKNOWN);
  }

  /// Whether a key that does not encrypt is not marked as retired.
  boolean hasUnmarked() {
    return keyset.ids().stream()
        .anyMatch(id -> id != keyset.primary() && term(id).retired() == null);
  }

  /// The same keys and a new one, which encrypts.
  MasterKeys withNewPrimary() {
    return new MasterKeys(keyset.withNewPrimary(), terms, dropped);
  }

  MasterKeys with(long id, Term term) {
    Map<Long, Term> all = new HashMap<>(terms);
    all.put(id, term);
    return new MasterKeys(keyset, all, dropped);
  }

  /// The same without a key, which is not the one that encrypts.
  MasterKeys without(long id, Instant now) {
    Map<Long, Term> others = new HashMap<>(terms);
    others.remove(id);
    Map<Long, Instant> gone = new HashMap<>(dropped);
    gone.put(id, now);
    return new MasterKeys(keyset.without(id), others, gone);
  }
}
