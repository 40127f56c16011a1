package dev.brass.server.personal;

import dev.brass.server.db.ShortCache;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The index for finding sealed rows: keyed hashes of whole words, so that a person who knows a
/// name, an e-mail address or a postal code finds the row, and one who has the table finds nothing.
/// Thread-safe.
///
/// Words are compared without case, accents and the forms that look alike (Unicode NFKC). The key
/// is the tenant's own, so that equal words of two tenants have different hashes. It is sealed in
/// the vault: it stays when keys are rotated, and is lost with them.
public final class SearchWords {

  private static final String PURPOSE = "search-key";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY = 32;

  /// As long as the vault keeps the data keys that open it.
  private static final Duration FRESH = Duration.ofMinutes(5);

  private static final int MOST_CACHED = 10_000;

  /// Longer texts are not names, and shorter words would match everything.
  private static final int LONGEST_TEXT = 300;

  private static final int SHORTEST_WORD = 2;

  /// Enough for both addresses of an order.
  private static final int MOST_WORDS = 40;

  private final Jdbi jdbi;
  private final Sealer sealer;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final SearchKeyRepository repository = new SearchKeyRepository();
  private final ShortCache<TenantId, Mac> keys =
      new ShortCache<>(FRESH, MOST_CACHED, _ -> false, this::load);

  public SearchWords(Jdbi jdbi, Sealer sealer, InstantSource clock) {
    this.jdbi = jdbi;
    this.sealer = sealer;
    this.clock = clock;
  }

  /// The hashes of all words of some texts, each once; of the first 40 at most.
  public List<Long> hashes(TenantId tenant, Collection<String> texts) {
    Set<String> words = new LinkedHashSet<>();
    texts.forEach(text -> words.addAll(words(text)));
    return hashesOf(tenant, words);
  }

  private List<Long> hashesOf(TenantId tenant, Set<String> words) {
    if (words.isEmpty()) {
      return List.of();
    }
    Mac mac = copy(keys.get(tenant, clock.instant()));
    return words.stream().limit(MOST_WORDS).map(word -> hash(mac, word)).toList();
  }

  /// The hashes that a row must have if a text finds it; none when the text has no word.
  public List<Long> query(TenantId tenant, String text) {
    Set<String> words = new LinkedHashSet<>();
    String whole = addWords(words, plain(text)).toString();
    String email = plain(text).strip();
    Set<String> asked = email.indexOf('@') > 0 && isOneWord(email) ? Set.of(email) : words;
    return whole.isEmpty() ? List.of() : hashesOf(tenant, asked);
  }

  private static boolean isOneWord(String text) {
    return text.chars().noneMatch(Character::isWhitespace);
  }

  /// Reads the keys anew: the database may have lost some.
  public void forget() {
    keys.clear();
  }

  private static long hash(Mac mac, String word) {
    return ByteBuffer.wrap(mac.doFinal(word.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /// The words of a text as they are compared. An e-mail address is one word besides its parts, and
  /// so is a text with a digit, without what is between its letters and digits: a postal code.
  static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>();
    String plain = plain(text);
    StringBuilder whole = addWords(words, plain);
    String stripped = plain.strip();
    if (stripped.indexOf('@') > 0) {
      words.add(stripped);
    } else if (whole.chars().anyMatch(Character::isDigit)) {
      add(words, whole);
    }
    return words;
  }

  /// Adds the words of a plain text, and returns its letters and digits without the characters
  /// between them.
  private static StringBuilder addWords(Set<String> words, String plain) {
    StringBuilder word = new StringBuilder();
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < plain.length(); ) {
      int c = plain.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isLetterOrDigit(c)) {
        word.appendCodePoint(c);
        whole.appendCodePoint(c);
      } else {
        add(words, word);
      }
    }
    add(words, word);
    return whole;
  }

  private static void add(Set<String> words, StringBuilder word) {
    if (word.codePointCount(0, word.length()) >= SHORTEST_WORD) {
      words.add(word.toString());
    }
    word.setLength(0);
  }

  private static String plain(String text) {
    String apart =
        Normalizer.normalize(
                text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT),
                Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replace("ß", "ss");
    StringBuilder plain = new StringBuilder(apart.length());
    apart
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(plain::appendCodePoint);
    return Normalizer.normalize(plain, Normalizer.Form.NFKC);
  }

  private Mac load(TenantId tenant) {
    byte[] sealed =
        jdbi.withHandle(handle -> repository.get(handle, tenant)).orElseGet(() -> create(tenant));
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(sealer.open(tenant, PURPOSE, sealed), ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("words cannot be hashed", e);
    }
  }

  /// A node that makes the tenant's key at the same moment may win; both use its key then. As in
  /// the vault, it is committed apart from this thread's own transaction.
  private byte[] create(TenantId tenant) {
    byte[] key = new byte[KEY];
    random.nextBytes(key);
    byte[] mine = sealer.seal(tenant, PURPOSE, key);
    try (Handle own = jdbi.open()) {
      return own.inTransaction(
          handle -> {
            repository.insert(handle, tenant, mine, clock.instant());
            return repository.get(handle, tenant).orElseThrow();
          });
    }
  }

  /// A copy of an instance with the key: it is for one thread, and setting up the key costs more
  /// than a word.
  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
