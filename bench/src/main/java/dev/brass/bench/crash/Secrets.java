package dev.brass.bench.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/// What nobody must ever read: the card numbers, passwords and tokens that the simulation's clients
/// send, and the keys that they call with. Thread-safe.
public final class Secrets {

  private static final int OF_EACH_KIND = 8;

  private final List<String> cards;
  private final List<String> passwords;
  private final List<String> tokens;
  private final Set<String> keys = ConcurrentHashMap.newKeySet();

  public Secrets(long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5ec7e75L);
    cards = random.longs(OF_EACH_KIND, 0, 100_000_000_000L).mapToObj(Secrets::cardNumber).toList();
    passwords = random.longs(OF_EACH_KIND).mapToObj("canary-password-%016x"::formatted).toList();
    tokens = random.longs(OF_EACH_KIND).mapToObj("canary-token-%016x"::formatted).toList();
  }

  String card(int number) {
    return cards.get(number % OF_EACH_KIND);
  }

  String password(int number) {
    return passwords.get(number % OF_EACH_KIND);
  }

  String token(int number) {
    return tokens.get(number % OF_EACH_KIND);
  }

  /// Adds a key or a secret that the server made.
  void add(String key) {
    keys.add(key);
  }

  /// All of them.
  List<String> all() {
    List<String> all = new ArrayList<>(cards);
    all.addAll(passwords);
    all.addAll(tokens);
    all.addAll(keys);
    return all;
  }

  /// A card number of 16 digits with its check digit (ISO/IEC 7812); none that the sandbox treats
  /// in a special way starts like this.
  private static String cardNumber(long digits) {
    String number = "5399%011d".formatted(digits);
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.charAt(number.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? digit * 2 : digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return number + (10 - sum % 10) % 10;
  }
}
