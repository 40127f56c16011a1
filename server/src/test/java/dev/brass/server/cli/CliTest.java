package dev.brass.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.PlainWords;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.KeysFile;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.Refusal;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import dev.brass.testkit.TestClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CliTest {

  @RegisterExtension final TestDatabase db = TestDatabase.perTest();

  @TempDir Path folder;

  private final TestClock clock = TestClock.atStart();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Map<String, String> environment = Map.of();
  private boolean debugging;

  @BeforeEach
  void startOnce() {
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      tenants.install(new DataFolder(folder), "http://127.0.0.1:8080");
    }
  }

  @AfterEach
  void allWasSaidInPlainWords() {
    if (!debugging) {
      PlainWords.check(out.toString());
      PlainWords.check(err.toString());
    }
  }

  @Test
  void showsTheEffectiveSettings() {
    environment = Map.of("BRASS_MASTER_KEY", "hunter2");
    assertThat(brass("config", "--port", "9", "--webhooks.allow-private", "--data", "x")).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^port: 9 +# --port$")
        .containsPattern("(?m)^webhooks.allow-private: true +# --webhooks.allow-private$")
        .containsPattern("(?m)^data: .*/x +# --data$")
        .contains("# master-key: '***'")
        .doesNotContain("hunter2");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aReleaseFromTheRecoveryIsOfTheDatabasesTime() {
    db.database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "insert into recovery (id, since, reason)"
                        + " values (gen_random_uuid(), now() - interval '1 hour', 'a test')"));
    assertThat(onDatabase("recovery", "release", "--all", "--note", "looked", "--actor", "ann"))
        .as(err.toString())
        .isZero();
    int released =
        db.database()
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery(
                            """
                            select count(*) from recovery, job
                            where ended_by = 'ann' and kind = 'resume-released'
                              and ended_at between since and clock_timestamp()
                              and due_at between since and clock_timestamp()
                            """)
                        .mapTo(int.class)
                        .one());
    assertThat(released).as("whatever this machine's clock says").isEqualTo(1);
    assertThat(onDatabase("recovery", "release", "--all", "--note", "once more")).isNotZero();
  }

  @Test
  void aToggleMayBeWrittenWithItsValue() {
    assertThat(brass("config", "--webhooks.allow-private=false")).isZero();
    assertThat(out.toString()).contains("webhooks.allow-private: false");
  }

  @Test
  void tellsWrongSettingsInOneLineEach() {
    environment = Map.of("BRASS_PROT", "1");
    assertThat(brass("config", "--port", "x")).isEqualTo(Cli.MISUSED);
    assertThat(err.toString().lines())
        .containsExactly(
            "brass: unknown environment variable BRASS_PROT; did you mean BRASS_PORT?",
            "brass: --port: 'x' is not a whole number from 0 to 65535");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void tellsTheNearestNameOfWhatItDoesNotKnow() {
    assertThat(brass("config", "--prot=1")).isEqualTo(Cli.MISUSED);
    assertThat(brass("config", "--database.url=x")).isEqualTo(Cli.MISUSED);
    assertThat(brass("confg")).isEqualTo(Cli.MISUSED);
    assertThat(brass("keys", "lst")).isEqualTo(Cli.MISUSED);
    assertThat(brass("keys", "list", "--xyzzy")).isEqualTo(Cli.MISUSED);
    assertThat(brass("keys", "list", "surplus")).isEqualTo(Cli.MISUSED);
    assertThat(err.toString().lines())
        .containsExactly(
            "brass: unknown option '--prot'; did you mean '--port'? (see 'brass config --help')",
            "brass: unknown option '--database.url'; did you mean '--db'? (see 'brass config"
                + " --help')",
            "brass: unknown command 'confg'; did you mean 'config'? (see 'brass --help')",
            "brass: unknown command 'lst'; did you mean 'list'? (see 'brass keys --help')",
            "brass: unknown option '--xyzzy' (see 'brass keys list --help')",
            "brass: unexpected argument 'surplus' (see 'brass keys list --help')");
  }

  @Test
  void wantsACommand() {
    assertThat(brass()).isEqualTo(Cli.MISUSED);
    assertThat(brass("keys")).isEqualTo(Cli.MISUSED);
    assertThat(err.toString().lines())
        .containsExactly(
            "brass: no command given (see 'brass --help')",
            "brass: no command given (see 'brass keys --help')");
  }

  @Test
  void helpsAndCompletesAndTellsItsVersion() {
    assertThat(brass("--help")).isZero();
    assertThat(out.toString()).contains("config", "keys", "tenants", "secrets", "completion");
    assertThat(brass("keys", "create", "--help")).isZero();
    assertThat(out.toString()).contains("--to-file", "--data").doesNotContain("--port");
    assertThat(brass("help", "config")).isZero();
    assertThat(out.toString()).contains("--webhooks.give-up-after");
    assertThat(brass("completion")).isZero();
    assertThat(out.toString()).contains("complete -F");
    assertThat(brass("--version")).isZero();
    assertThat(out.toString()).contains("brass ").contains("(Java ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void makesKeysThatWorkAndPrintsNothingElse() {
    assertThat(onDatabase("keys", "create", "--kind", "test", "--scope", "read")).isZero();
    String key = out.toString().strip();
    assertThat(key).matches("zn_test_[0-9A-Za-z]{43}");
    assertThat(err.toString()).contains("cannot be shown again").doesNotContain(key);
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      assertThat(tenants.authenticate(key, KeyKind.TEST))
          .isInstanceOfSatisfying(
              Caller.class,
              caller -> {
                assertThat(caller.mode()).isEqualTo(Mode.TEST);
                assertThat(caller.scope()).isEqualTo(Scope.READ);
                assertThat(caller.tenant())
                    .isEqualTo(tenants.find(Tenants.DEFAULT).map(Tenant::id).orElseThrow());
              });
    }
  }

  @Test
  void makesKeysThatExpireAndAdminKeys() {
    assertThat(onDatabase("keys", "create", "--kind", "admin", "--expires-in", "2h")).isZero();
    String key = out.toString().strip();
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      assertThat(tenants.operator(key)).isPresent();
      clock.advance(Duration.ofHours(2));
      assertThat(tenants.operator(key)).isEmpty();
    }
    assertThat(onDatabase("keys", "create", "--expires-in", "soon")).isEqualTo(Cli.MISUSED);
    assertThat(onDatabase("keys", "create", "--kind", "golden")).isEqualTo(Cli.MISUSED);
    assertThat(err.toString()).contains("'soon' is not a duration").contains("--kind");
  }

  @Test
  void listsAndRevokesKeys() {
    onDatabase("keys", "create", "--name", "mine");
    String key = out.toString().strip();
    out.getBuffer().setLength(0);
    assertThat(onDatabase("keys", "list")).isZero();
    String line =
        out.toString().lines().filter(text -> text.endsWith("mine")).findFirst().orElseThrow();
    assertThat(out.toString()).doesNotContain(key).contains("admin", "client", "keys.json");
    assertThat(line).contains("default", "live", "full", key.substring(47), "valid", "never");

    String id = line.substring(0, 36);
    assertThat(onDatabase("keys", "revoke", id)).isZero();
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      assertThat(tenants.authenticate(key, KeyKind.LIVE)).isEqualTo(Refusal.REVOKED);
    }
    out.getBuffer().setLength(0);
    onDatabase("keys", "list", "--tenant", "default");
    assertThat(out.toString()).contains("revoked").doesNotContain("admin");

    assertThat(onDatabase("keys", "revoke", "01a1ffaf-b7d2-775e-9dc1-411c0435aa1d"))
        .isEqualTo(Cli.FAILED);
    assertThat(onDatabase("keys", "revoke", "x")).isEqualTo(Cli.MISUSED);
    assertThat(onDatabase("keys", "list", "--tenant", "nobody")).isEqualTo(Cli.FAILED);
    assertThat(err.toString())
        .contains("brass: there is no key 01a1ffaf-b7d2-775e-9dc1-411c0435aa1d\n")
        .contains("brass: there is no tenant 'nobody'\n");
  }

  @Test
  void saysWhereATenantGetsMail() {
    assertThat(onDatabase("tenants", "set-email", "default", "owner@example.com")).isZero();
    assertThat(onDatabase("tenants", "list")).isZero();
    assertThat(out.toString()).contains("owner@example.com");
    assertThat(onDatabase("tenants", "set-email", "default")).isZero();
    out.getBuffer().setLength(0);
    onDatabase("tenants", "list");
    assertThat(out.toString()).contains("default").doesNotContain("owner@example.com");
    assertThat(onDatabase("tenants", "set-email", "default", "owner")).isEqualTo(Cli.FAILED);
    assertThat(onDatabase("tenants", "set-email", "nobody")).isEqualTo(Cli.FAILED);
    assertThat(err.toString())
        .contains("brass: 'owner' is not a mail address: an e-mail address is name@domain\n")
        .contains("brass: there is no tenant 'nobody'\n");
  }

  @Test
  void writesALostFileAnew() {
    String before = KeysFile.read(new DataFolder(folder)).orElseThrow().keys().toString();
    assertThat(onDatabase("keys", "create", "--to-file", "--port", "99")).isZero();
    KeysFile file = KeysFile.read(new DataFolder(folder)).orElseThrow();
    assertThat(file.baseUrl()).isEqualTo("http://127.0.0.1:99");
    assertThat(file.keys().toString()).isEqualTo(before).doesNotContain("zn_");
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      file.keys()
          .forEach(
              (kind, text) ->
                  assertThat(
                          kind == KeyKind.ADMIN
                              ? tenants.operator(text.reveal()).isPresent()
                              : tenants.authenticate(text.reveal(), kind) instanceof Caller)
                      .isTrue());
    }
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("keys.json").doesNotContain("zn_");
  }

  @Test
  void makesAndListsTenants() {
    assertThat(onDatabase("tenants", "create", "acme")).isZero();
    String id = out.toString().strip();
    assertThat(onDatabase("tenants", "create", "acme")).isEqualTo(Cli.FAILED);
    assertThat(err.toString()).isEqualTo("brass: there is already a tenant 'acme'\n");
    assertThat(onDatabase("tenants", "list")).isZero();
    assertThat(out.toString()).contains("default").containsPattern(id + " .* acme");
    assertThat(onDatabase("keys", "create", "--tenant", "acme")).isZero();
    assertThat(onDatabase("keys", "create", "--tenant", "acne")).isEqualTo(Cli.FAILED);
  }

  @Test
  void topsUpAndVerifiesWallets() {
    assertThat(onDatabase("wallet", "top-up", "12.50", "--note", "cheque 7", "--key", "k"))
        .isZero();
    assertThat(onDatabase("wallet", "top-up", "12.50", "--key", "k")).isZero();
    assertThat(out.toString()).isEqualTo("available 12.50 USD\n".repeat(2));
    assertThat(onDatabase("wallet", "top-up", "1", "--key", "k")).isEqualTo(Cli.FAILED);
    assertThat(err.toString()).contains("the key belongs to the top_up");
    assertThat(onDatabase("wallet", "show")).isZero();
    assertThat(out.toString())
        .contains("available 12.50 USD, held 0.00 USD")
        .containsPattern("top_up +12.50 USD +- +cheque 7");
    assertThat(onDatabase("wallet", "verify")).isZero();
    assertThat(out.toString()).contains("all wallets add up");
    for (String wrong : List.of("0", "1.234", "99999999999")) {
      assertThat(onDatabase("wallet", "top-up", wrong)).isEqualTo(Cli.FAILED);
    }
    assertThat(err.toString()).contains("AMOUNT is more than 0");
    assertThat(onDatabase("wallet", "show", "--tenant", "acne")).isEqualTo(Cli.FAILED);
    db.database()
        .jdbi()
        .useHandle(handle -> handle.execute("update wallet_balance set posted = posted + 1"));
    assertThat(onDatabase("wallet", "verify")).isEqualTo(Cli.FAILED);
    assertThat(err.toString()).contains("do not add up");
  }

  @Test
  void rotatesSecrets() {
    assertThat(onDatabase("secrets", "rotate")).isEqualTo(Cli.FAILED);
    assertThat(err.toString())
        .isEqualTo("brass: this database holds no secrets yet: nothing to rotate\n");

    DataFolder data = new DataFolder(folder);
    Vault vault = Vault.open(db.database(), new MasterKeySource(null, data), clock);
    byte[] plain = {1, 2, 3};
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      Tenant tenant = tenants.find(Tenants.DEFAULT).orElseThrow();
      byte[] sealed = vault.seal(tenant.id(), "test", plain);
      assertThat(onDatabase("secrets", "rotate")).isZero();
      assertThat(err.toString())
          .contains("older master keys stay in " + data.file("master-key.json"))
          .containsPattern("\\n  [0-9]+  backups taken from [-0-9T:]+Z until [-0-9T:]+Z\\n");
      String old = err.toString().replaceAll("(?s).*\\n  ([0-9]+)  backups.*", "$1");
      assertThat(onDatabase("secrets", "drop", old)).isEqualTo(Cli.FAILED);
      assertThat(err.toString())
          .contains("no one can read the secrets in backups taken from")
          .contains("add --yes");
      assertThat(onDatabase("secrets", "drop", old, "--yes")).isZero();
      assertThat(err.toString()).contains("the master key " + old + " is dropped");
      assertThat(onDatabase("secrets", "drop", old, "--yes")).isEqualTo(Cli.FAILED);
      assertThat(onDatabase("secrets", "rotate", "--tenant", "default")).isZero();
      assertThat(err.toString()).contains("1 data keys were rewrapped").contains("new data key");
      Vault again = Vault.open(db.database(), new MasterKeySource(null, data), clock);
      assertThat(again.open(tenant.id(), "test", sealed)).isEqualTo(plain);
    }
  }

  @Test
  void showsStackTracesOnlyOnDemand() {
    assertThat(onDatabase("keys", "list", "--tenant", "nobody")).isEqualTo(Cli.FAILED);
    assertThat(err.toString()).doesNotContain("\tat ");
    assertThat(onDatabase("keys", "list", "--tenant", "nobody", "--debug")).isEqualTo(Cli.FAILED);
    assertThat(err.toString()).contains("\tat ").contains("CommandException");
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsOneLineWithoutItsPassword() {
    String url = "jdbc:postgresql://127.0.0.1:1/brass?user=u&password=hunter2&loginTimeout=1";
    assertThat(brass("tenants", "list", "--db", url)).isEqualTo(Cli.FAILED);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("brass: ").doesNotContain("hunter2");
  }

  @Test
  void aFolderWithoutADatabaseStaysAsItIs() {
    Path empty = folder.resolve("empty");
    assertThat(brass("keys", "list", "--data", empty.toString())).isEqualTo(Cli.FAILED);
    // The folder's own number may look like one of a card, and is masked then.
    assertThat(err.toString()).contains("there is no database in ").contains("/empty yet");
    assertThat(empty).doesNotExist();
  }

  private int onDatabase(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--db", db.url(), "--data", folder.toString()));
    return brass(all.toArray(String[]::new));
  }

  private int brass(String... arguments) {
    Context context =
        new Context(
            environment, folder, new PrintWriter(out, true), new PrintWriter(err, true), clock);
    debugging |= List.of(arguments).contains("--debug");
    return Cli.run(context, arguments);
  }
}
