package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `./brass new-connector`, in a copy of the files that it needs.
class NewConnectorTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path copy;

  /// The exit code and the output of a program.
  private record Ended(int code, String text) {}

  @BeforeEach
  void copyTheTree() throws IOException {
    Files.copy(ROOT.resolve("brass"), copy.resolve("brass"));
    Files.copy(ROOT.resolve("pom.xml"), copy.resolve("pom.xml"));
    for (String folder : List.of("connectors", "testkit/src/main/java/dev/brass/testkit/shop")) {
      for (Path file : files(ROOT.resolve(folder))) {
        Path target = copy.resolve(ROOT.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  @Test
  void itsFolderAndOneLineOfTheBuildAreAllThatItNeeds() throws IOException, InterruptedException {
    Map<String, String> before = contents(copy);
    Ended ended = newConnector("tea-shop");
    assertThat(ended.code()).as(ended.text()).isZero();
    Map<String, String> after = contents(copy);

    List<String> build = new ArrayList<>(after.getOrDefault("pom.xml", "").lines().toList());
    assertThat(build.remove("    <module>connectors/tea-shop</module>")).isTrue();
    assertThat(build).isEqualTo(before.getOrDefault("pom.xml", "").lines().toList());
    assertThat(after.keySet().stream().filter(file -> !before.containsKey(file)))
        .containsExactlyElementsOf(
            before.keySet().stream()
                .filter(file -> file.startsWith("connectors/example/"))
                .map(NewConnectorTest::renamed)
                .sorted()
                .toList());
    before.forEach(
        (file, content) -> {
          if (!file.equals("pom.xml")) {
            assertThat(after).containsEntry(file, content);
          }
        });
  }

  @Test
  void itSpeaksOfItselfOnly() throws IOException, InterruptedException {
    newConnector("tea-shop");
    Map<String, String> made = contents(copy.resolve("connectors/tea-shop"));
    made.forEach(
        (file, content) -> assertThat(content).as(file).doesNotContainIgnoringCase("example"));
    assertThat(made.get("pom.xml")).contains("<artifactId>brass-connector-tea-shop</artifactId>");
    assertThat(made.get("src/main/resources/META-INF/services/dev.brass.spi.Connector"))
        .isEqualTo("dev.brass.connector.teashop.TeaShopConnector\n");
    assertThat(made.get("src/main/java/dev/brass/connector/teashop/TeaShopConnector.java"))
        .contains("return \"tea-shop\";");
    assertThat(made.get("README.md"))
        .startsWith("# TeaShop\n")
        .contains("> **Not finished.**", "platform: tea-shop")
        .doesNotContain("<!--");
  }

  @Test
  void itCompilesAndPassesItsContract() throws IOException, InterruptedException {
    newConnector("tea-shop");
    Path module = copy.resolve("connectors/tea-shop");
    String kit = System.getProperty("java.class.path");
    String main = compiled(module, "main", kit);
    String test = compiled(module, "test", join(main, kit));
    String resources = module.resolve("src/main/resources").toString();

    Ended ended =
        run(
            module,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            join(test, main, resources, kit),
            OneTestClass.class.getName(),
            "dev.brass.connector.teashop.TeaShopContractTest");
    assertThat(ended.code()).as(ended.text()).isZero();
    assertThat(ended.text())
        .contains("passed c2_oneCallMakesOneOrder", "passed isFoundByTheServer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""             | '' cannot be the name of a connector: use 1 to 40
          Tea            | 'Tea' cannot be the name of a connector: use 1 to 40 lower-case letters
          ../tea         | '../tea' cannot be the name of a connector: use 1 to 40
          tea--shop      | 'tea--shop' cannot be the name of a connector: use 1 to 40
          switch         | no package can be named 'switch'; use the platform's full name
          my-example     | 'example' is the name of the template
          vendure        | connectors/vendure exists; choose another name
          ven-dure       | would have the package of connectors/vendure/
          sandbox-orders | there is a connector for the platform 'sandbox-orders' already
          http-shop      | there is a connector for the platform 'http-shop' already
          """)
  void refusesABadNameAndChangesNothing(String name, String reason)
      throws IOException, InterruptedException {
    Map<String, String> before = contents(copy);
    Ended ended = newConnector(name);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.text()).startsWith("brass: ").contains(reason);
    assertThat(contents(copy)).isEqualTo(before);
  }

  @Test
  void changesNothingWhenThePomIsNotAsExpected() throws IOException, InterruptedException {
    Files.writeString(copy.resolve("pom.xml"), "<project/>\n");
    Map<String, String> before = contents(copy);
    Ended ended = newConnector("tea-shop");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.text()).contains("pom.xml names no connector");
    assertThat(contents(copy)).isEqualTo(before);
  }

  private Ended newConnector(String name) throws IOException, InterruptedException {
    return run(copy, "bash", copy.resolve("brass").toString(), "new-connector", name);
  }

  private static Ended run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), text);
    } finally {
      process.destroyForcibly();
    }
  }

  /// The folder with the classes of a module's `main` or `test`.
  private static String compiled(Path module, String part, String classPath) throws IOException {
    Path classes = Files.createDirectories(module.resolve("target").resolve(part));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> sources =
        files(module.resolve("src").resolve(part)).stream()
            .filter(file -> file.toString().endsWith(".java"))
            .toList();
    List<String> options = List.of("-d", classes.toString(), "-cp", classPath, "-proc:none");
    List<String> problems = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      compiler
          .getTask(
              null,
              manager,
              problem -> problems.add(problem.toString()),
              options,
              null,
              manager.getJavaFileObjectsFromPaths(sources))
          .call();
    }
    assertThat(problems).isEmpty();
    return classes.toString();
  }

  private static String join(String... classPath) {
    return String.join(File.pathSeparator, classPath);
  }

  private static String renamed(String file) {
    return file.replace("connectors/example", "connectors/tea-shop")
        .replace("connector/example", "connector/teashop")
        .replace("Example", "TeaShop");
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : files(folder)) {
      contents.put(folder.relativize(file).toString(), Files.readString(file));
    }
    return contents;
  }

  /// The files of a folder, without what a build makes.
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !folder.relativize(file).toString().contains("target/"))
          .filter(file -> !folder.relativize(file).toString().contains("node_modules/"))
          .sorted()
          .toList();
    }
  }
}
