package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Connector;
import dev.brass.spi.Store;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// That the page about the contract names exactly the tests that run, and that the contract covers
/// the SPI.
class ContractReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/connector-contract.md");
  private static final Pattern RULE_ROW =
      Pattern.compile("\\| `(\\w+)\\.(c(\\d+)_\\w+)` \\| (?:`(\\w+)`|–) \\|");
  private static final Pattern SITUATION_ROW =
      Pattern.compile("\\| `([A-Z_]+)` \\| .* \\| (never|with the reason|without a wire) \\|");

  @Test
  void namesEveryRuleWithItsWorld() throws IOException {
    Map<String, String> told = new TreeMap<>();
    for (MatchResult row : rows(RULE_ROW)) {
      told.put(row.group(1) + "." + row.group(2), row.group(4) == null ? "–" : row.group(4));
    }
    Map<String, String> real = new TreeMap<>();
    for (ConnectorContract.Part part : ConnectorContract.PARTS) {
      for (Method rule : ConnectorContract.rules(part)) {
        real.put(
            part.rules().getSimpleName().replace("Contract", "") + "." + rule.getName(),
            rule.getParameterCount() == 0 ? "–" : rule.getAnnotation(Rule.class).value().name());
      }
    }
    assertThat(told).isEqualTo(real);
  }

  @Test
  void putsEveryRuleUnderItsNumber() throws IOException {
    String section = "";
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        section = line.split(" ", 3)[1];
      }
      for (MatchResult row : RULE_ROW.matcher(line).results().toList()) {
        assertThat("C" + row.group(3)).as(line).isEqualTo(section);
      }
    }
  }

  @Test
  void tellsWhichSituationsMayBeLeftOut() throws IOException {
    Map<String, String> told = new TreeMap<>();
    for (MatchResult row : rows(SITUATION_ROW)) {
      told.put(row.group(1), row.group(2));
    }
    Map<String, String> real = new TreeMap<>();
    for (Situation situation : Situation.values()) {
      real.put(
          situation.name(),
          switch (situation.need()) {
            case ALWAYS -> "never";
            case ON_THE_WIRE -> "without a wire";
            case IF_POSSIBLE -> "with the reason";
          });
    }
    assertThat(told).isEqualTo(real);
  }

  @Test
  void coversEveryCapabilityOfTheSpi() throws IOException {
    List<Class<?>> covered = new ArrayList<>();
    for (ConnectorContract.Part part : ConnectorContract.PARTS) {
      covered.add(part.capability());
    }
    assertThat(covered).contains(Connector.class).containsAll(capabilities());
  }

  /// The interfaces of the SPI whose methods take a [Store] first.
  private static List<Class<?>> capabilities() throws IOException {
    Path source =
        Path.of(
            URI.create(Store.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    if (Files.isDirectory(source)) {
      return capabilities(source);
    }
    try (FileSystem jar = FileSystems.newFileSystem(source)) {
      return capabilities(jar.getPath("/"));
    }
  }

  private static List<Class<?>> capabilities(Path classes) throws IOException {
    try (Stream<Path> files = Files.list(classes.resolve("dev/brass/spi"))) {
      List<Class<?>> found = new ArrayList<>();
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.contains("package-info")) {
          Class<?> type = type(name.substring(0, name.length() - ".class".length()));
          if (type.isInterface() && asksAStore(type)) {
            found.add(type);
          }
        }
      }
      assertThat(found).hasSizeGreaterThanOrEqualTo(9);
      return found;
    }
  }

  private static boolean asksAStore(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(
            method ->
                method.getParameterCount() > 0 && method.getParameterTypes()[0] == Store.class);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("dev.brass.spi." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<MatchResult> rows(Pattern row) throws IOException {
    return row.matcher(Files.readString(PAGE)).results().toList();
  }
}
