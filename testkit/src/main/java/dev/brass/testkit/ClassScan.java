package dev.brass.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The search of a connector's own classes for what must come from its store (contract C1): time,
/// randomness, the network, files, the environment, the console. It reads the class files of every
/// class in the connector's package (and those below) that the connector refers to, directly or
/// through others.
final class ClassScan {
  private static final String ALL = "*";

  /// What must not be called, by class; a name with a descriptor forbids that overload only.
  private static final Map<String, Set<String>> FORBIDDEN =
      Map.ofEntries(
          Map.entry(
              "java/lang/System",
              Set.of("currentTimeMillis", "nanoTime", "getenv", "out", "err", "in", "exit")),
          Map.entry("java/lang/Throwable", Set.of("printStackTrace()V")),
          Map.entry("java/lang/Runtime", Set.of("exec", "exit", "halt")),
          Map.entry("java/lang/ProcessBuilder", Set.of(ALL)),
          Map.entry("java/lang/Math", Set.of("random")),
          Map.entry("java/util/Date", Set.of("<init>()V")),
          Map.entry("java/util/Random", Set.of("<init>()V")),
          Map.entry("java/util/SplittableRandom", Set.of("<init>()V")),
          Map.entry("java/util/concurrent/ThreadLocalRandom", Set.of(ALL)),
          Map.entry("java/security/SecureRandom", Set.of(ALL)),
          Map.entry("java/util/random/RandomGenerator", Set.of("getDefault", "of")),
          Map.entry("java/util/UUID", Set.of("randomUUID")),
          Map.entry("java/time/Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
          Map.entry("java/time/InstantSource", Set.of("system")),
          Map.entry("java/time/Instant", Set.of("now()Ljava/time/Instant;")),
          Map.entry("java/net/http/HttpClient", Set.of(ALL)),
          Map.entry("java/net/HttpURLConnection", Set.of(ALL)),
          Map.entry("java/net/URL", Set.of("openConnection", "openStream", "getContent")),
          Map.entry("java/net/Socket", Set.of(ALL)),
          Map.entry("java/net/ServerSocket", Set.of(ALL)),
          Map.entry("java/net/DatagramSocket", Set.of(ALL)),
          Map.entry("java/nio/channels/SocketChannel", Set.of(ALL)),
          Map.entry("java/nio/file/Files", Set.of(ALL)),
          Map.entry("java/io/FileInputStream", Set.of(ALL)),
          Map.entry("java/io/FileOutputStream", Set.of(ALL)),
          Map.entry("java/io/RandomAccessFile", Set.of(ALL)));

  private ClassScan() {}

  /// What the connector's classes call and must not, as `Class calls Owner.member`.
  static List<String> violations(Class<?> connector) {
    String home = connector.getPackageName().replace('.', '/') + "/";
    List<String> violations = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Deque<String> waiting = new ArrayDeque<>();
    waiting.add(connector.getName().replace('.', '/'));
    while (!waiting.isEmpty()) {
      String name = waiting.remove();
      if (!seen.add(name)) {
        continue;
      }
      for (PoolEntry entry : read(connector, name).constantPool()) {
        switch (entry) {
          case ClassEntry referred when referred.asInternalName().startsWith(home) ->
              waiting.add(referred.asInternalName());
          case MemberRefEntry member when isForbidden(member) ->
              violations.add(
                  "%s calls %s.%s"
                      .formatted(
                          name.replace('/', '.'),
                          member.owner().asInternalName().replace('/', '.'),
                          member.name().stringValue()));
          default -> {}
        }
      }
    }
    return violations;
  }

  private static boolean isForbidden(MemberRefEntry member) {
    String owner = member.owner().asInternalName();
    String name = member.name().stringValue();
    String descriptor = member.type().stringValue();
    Set<String> forbidden = FORBIDDEN.getOrDefault(owner, Set.of());
    return forbidden.contains(ALL)
        || forbidden.contains(name)
        || forbidden.contains(name + descriptor)
        || isNowWithoutAClock(owner, name, descriptor);
  }

  /// `LocalDate.now()` and its kind, with or without a zone.
  private static boolean isNowWithoutAClock(String owner, String name, String descriptor) {
    return owner.startsWith("java/time/")
        && name.equals("now")
        && !descriptor.startsWith("(Ljava/time/Clock;)");
  }

  private static ClassModel read(Class<?> connector, String internalName) {
    ClassLoader loader = connector.getClassLoader();
    try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
      if (in == null) {
        throw new AssertionError("the class file of " + internalName + " cannot be read");
      }
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
