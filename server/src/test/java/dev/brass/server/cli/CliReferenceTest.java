package dev.brass.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.GeneratedFile;
import dev.brass.server.config.SettingFlag;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// `docs/reference/cli.md`, from the commands.
class CliReferenceTest {

  private static final String BEGINNING =
      """
      <!-- Generated from the commands by ./brass docs; do not edit. -->
      # Command line

      `./brass COMMAND` builds what is older than its sources and runs the command. `./brass COMMAND --help` prints what this page has.
      `test`, `check`, `docs`, `build` and `bench` are for developers: `CONTRIBUTING.md`.

      Results go to the standard output, remarks and errors to the standard error stream. Every command that reads settings accepts
      each [setting](configuration.md) as a flag, such as `--data DIR`, which names the data folder with `keys.json`. A command that
      calls a running server takes its address and key from that file, unless `--url` and `--key` are given. All commands have `--help`
      and `--debug`, which shows stack traces of errors. `brass completion` prints a script for bash and zsh that completes commands.

      ## Exit codes

      | Code | Meaning |
      |---|---|
      """;

  private static final Set<String> OF_PICOCLI = Set.of("help", "completion");

  private static final CommandLine BRASS =
      Cli.commandLine(
          new Context(
              Map.of(),
              Path.of(""),
              new PrintWriter(Writer.nullWriter()),
              new PrintWriter(Writer.nullWriter()),
              InstantSource.system()));

  private static final Set<String> SETTINGS =
      SettingFlag.all().stream().map(flag -> "--" + flag.name()).collect(Collectors.toSet());

  @Tag("docs")
  @Test
  void theReferenceIsWhatTheCommandsSay() {
    StringBuilder page = new StringBuilder(BEGINNING);
    BRASS
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> page.append("| %s | %s |\n".formatted(code, meaning)));
    BRASS
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (!OF_PICOCLI.contains(name)) {
                add(page, command);
              }
            });
    GeneratedFile.check("docs/reference/cli.md", page.toString());
  }

  @Test
  void theScriptNamesEveryCommand() throws IOException {
    String script = Files.readString(GeneratedFile.root().resolve("brass"));
    Matcher named = Pattern.compile("(?m)^  \\$\\{bold}([a-z]+)").matcher(script);
    Set<String> names = new LinkedHashSet<>();
    while (named.find()) {
      names.add(named.group(1));
    }
    Set<String> commands = new LinkedHashSet<>(BRASS.getSubcommands().keySet());
    commands.removeAll(OF_PICOCLI);
    assertThat(names)
        .as("the commands in ./brass help")
        .containsAll(commands)
        .contains("test", "check", "docs", "build", "bench");
  }

  private static void add(StringBuilder page, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    List<OptionSpec> options =
        spec.options().stream()
            .filter(option -> !option.hidden() && !option.usageHelp() && !isCommon(option))
            .toList();
    page.append("\n## `%s`\n\n".formatted(spec.qualifiedName()));
    page.append(
        "```\n%s%s%s\n```\n\n"
            .formatted(
                spec.qualifiedName(),
                spec.positionalParameters().stream()
                    .map(parameter -> " " + parameter.paramLabel())
                    .collect(Collectors.joining()),
                options.isEmpty() ? "" : " [OPTIONS]"));
    page.append(description(spec)).append('\n');
    if (!options.isEmpty() || !spec.positionalParameters().isEmpty()) {
      page.append("\n| | |\n|---|---|\n");
      spec.positionalParameters().forEach(parameter -> page.append(row(parameter)));
      options.forEach(option -> page.append(row(option)));
    }
    command.getSubcommands().values().forEach(child -> add(page, child));
  }

  /// Whether the beginning of the page describes it for all commands.
  private static boolean isCommon(OptionSpec option) {
    return Arrays.stream(option.names())
        .anyMatch(name -> SETTINGS.contains(name) || name.equals("--debug"));
  }

  private static String row(PositionalParamSpec parameter) {
    return "| `%s` | %s |\n".formatted(parameter.paramLabel(), text(parameter.description()));
  }

  private static String row(OptionSpec option) {
    String value =
        option.arity().max() == 0 || option.paramLabel().isEmpty() ? "" : " " + option.paramLabel();
    return "| `%s%s` | %s%s |\n"
        .formatted(
            String.join("`, `", option.names()),
            value.replace("|", "\\|"),
            option.required() ? "Required. " : "",
            text(option.description()));
  }

  /// The description; lines that begin with blanks are an example.
  private static String description(CommandSpec spec) {
    StringBuilder text = new StringBuilder();
    for (String line : spec.usageMessage().description()) {
      for (String part : line.replace("%%", "%").split("%n|\n", -1)) {
        text.append(text.isEmpty() ? "" : "\n")
            .append(part.startsWith(" ") ? "`" + part.strip() + "`" : part);
      }
    }
    return text.toString();
  }

  private static String text(String[] lines) {
    return String.join(" ", lines)
        .replace("%%", "%")
        .replace("%n", " ")
        .replace("|", "\\|")
        .strip();
  }
}
