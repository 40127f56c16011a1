package dev.brass.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.PlainWords;
import dev.brass.testkit.TestClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with a command is told in one line, in words for people.
class FailureLineTest {

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  private String brass(String... arguments) {
    int code =
        Cli.run(
            new Context(
                Map.of(),
                folder,
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                TestClock.atStart()),
            arguments);
    assertThat(code).isNotZero();
    PlainWords.check(err.toString());
    assertThat(err.toString().lines()).hasSize(1);
    return err.toString().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "wallet top-up 250,00 | AMOUNT: '250,00' is not a number such as 250.00",
        "wallet show --count many | --count: 'many' is not a whole number",
        "wallet show --count 99999999999 | --count: '99999999999' is not a whole number",
        "wallet show --mode x | --mode: 'x' is not one of live, test",
        "keys create --kind x | --kind: 'x' is not one of client, live, test, admin, owner",
        "keys create --expires-in 5x | --expires-in: '5x' is not a duration such as 24h or 90d",
        "keys revoke x | ID: 'x' is not an id such as ",
        "jobs release x | JOB: 'x' is not an id such as ",
        "orders resolve o --as placed --note n --total 1,5 | --total: '1,5' is not a whole number",
        "orders resolve o --as sold --note n | --as: 'sold' is not one of placed, never_placed,",
        "secrets drop x | KEY: 'x' is not a whole number",
        "bulk f.csv --wait x | --wait: 'x' is not a whole number",
        "bulk missing.csv --url http://127.0.0.1:1 --key k | the file or folder does not exist",
        "bulk . --url http://127.0.0.1:1 --key k | it is a folder",
        "batch missing.json --url http://127.0.0.1:1 --key k | the file does not exist",
        "orders resolve o --as look_again --note n --url http://127.0.0.1:1 --key k | the server at http://127.0.0.1:1 does not",
        "orders resolve o --as look_again --note n --url x:y --key k | 'x:y' is not the address of a server",
        "wallet show --db jdbc:postgresql://127.0.0.1:1/x?password=p | '127.0.0.1:1/x' cannot be",
        "wallet show --db jdbc:postgresql://nowhere.invalid/x | its host is unknown",
        "wallet show --db nonsense | --db: the value is not an address such as",
        "config --config missing.yaml | the file does not exist",
        "config --port 99999 | --port: '99999' is not a whole number from 0 to 65535"
      })
  void aWrongCommandIsTold(String command, String told) {
    assertThat(brass(command.split(" "))).contains(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "port: 8080: 1 | :1: is not YAML: there is a ':' that cannot be there",
        "http:~\tmax-body: 1KiB | is not YAML: lines are indented with blanks, not with tabs",
        "profile: 'production | is not YAML: a quote is not closed",
        "roles: [api, worker | is not YAML: a bracket is not closed",
        "agent: {local: on | is not YAML: a bracket is not closed",
        "port: 1~ host: x | is not YAML: ",
        "port: &b 1~c: *b | :2: aliases are not supported; write the value again",
        "port: @x | :1: is not YAML: there is a character that cannot be there"
      })
  void aWrongFileIsToldWithItsLine(String yaml, String told) throws IOException {
    Path file = Files.writeString(folder.resolve("brass.yaml"), yaml.replace('~', '\n'));
    int code =
        Cli.run(
            new Context(
                Map.of(),
                folder,
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                TestClock.atStart()),
            "config",
            "--config",
            file.toString());
    assertThat(code).isEqualTo(Cli.MISUSED);
    PlainWords.check(err.toString());
    assertThat(err.toString()).contains(told);
  }

  @Test
  void aFileThatIsNoTextIsTold() throws IOException {
    Path file = Files.write(folder.resolve("brass.yaml"), new byte[] {'a', ':', (byte) 0xff});
    assertThat(brass("config", "--config", file.toString())).endsWith("it is not UTF-8 text");
  }

  @Test
  void whatALibrarySaysIsNotRepeated() {
    String noNumber = folder.getFileName().toString();
    assertThat(FailureLine.of(failure(() -> UUID.fromString(noNumber)))).contains("--debug");
    assertThat(FailureLine.of(failure(() -> Integer.parseInt(noNumber)))).contains("--debug");
    assertThat(FailureLine.of(new IllegalStateException("java.io.IOException: x")))
        .contains("--debug");
    assertThat(FailureLine.of(new IllegalStateException("the door is closed")))
        .isEqualTo("the door is closed");
  }

  private static RuntimeException failure(Runnable failing) {
    try {
      failing.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("it did not fail");
  }
}
