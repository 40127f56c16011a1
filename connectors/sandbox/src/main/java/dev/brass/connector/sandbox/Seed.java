package dev.brass.connector.sandbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// The source of everything in the catalogue that looks arbitrary: numbers that follow from a
/// subject (`amazon`, `B00EXAMPLE`) and an aspect (`price`) by hashing alone, so that they are the
/// same on every machine and in every run. Immutable.
final class Seed {

  private final long root;

  private Seed(long root) {
    this.root = root;
  }

  /// The seed of a subject that is named by one or more words.
  static Seed of(String... subject) {
    byte[] digest =
        sha256().digest(String.join("\u0000", subject).getBytes(StandardCharsets.UTF_8));
    return new Seed(ByteBuffer.wrap(digest).getLong());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  /// The seed of a part of this subject.
  Seed part(String name) {
    return new Seed(hash(name));
  }

  /// A number from 0 to `bound` − 1.
  int pick(String aspect, int bound) {
    return Math.toIntExact(Long.remainderUnsigned(hash(aspect), bound));
  }

  /// A number from `low` to `high`, both included.
  int between(String aspect, int low, int high) {
    return low + pick(aspect, high - low + 1);
  }

  /// True in `percent` of a hundred subjects.
  boolean chance(String aspect, int percent) {
    return pick(aspect, 100) < percent;
  }

  <T> T oneOf(String aspect, List<T> choices) {
    return choices.get(pick(aspect, choices.size()));
  }

  String digits(String aspect, int length) {
    return characters(aspect, length, "0123456789");
  }

  String letters(String aspect, int length) {
    return characters(aspect, length, "ABCDEFGHJKLMNPQRSTUVWXYZ");
  }

  String characters(String aspect, int length, String alphabet) {
    StringBuilder text = new StringBuilder(length);
    long state = hash(aspect);
    for (int i = 0; i < length; i++) {
      state += 0x9e3779b97f4a7c15L;
      text.append(
          alphabet.charAt(
              Math.toIntExact(Long.remainderUnsigned(mixed(state), alphabet.length()))));
    }
    return text.toString();
  }

  /// FNV-1a over the aspect, beginning at the root.
  private long hash(String aspect) {
    long hash = root ^ 0xcbf29ce484222325L;
    for (int i = 0; i < aspect.length(); i++) {
      hash = (hash ^ aspect.charAt(i)) * 0x100000001b3L;
    }
    return mixed(hash);
  }

  /// The finalizer of SplitMix64, which spreads a change of any bit over all.
  private static long mixed(long bits) {
    long hash = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
