package dev.brass.server.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.TestVault;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SearchWordsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private Vault vault;
  private SearchWords words;
  private TenantId tenant;

  @BeforeEach
  void open() {
    vault = TestVault.open(DB.database());
    words = node();
    tenant = tenant();
  }

  private SearchWords node() {
    return new SearchWords(DB.database().jdbi(), vault, InstantSource.system());
  }

  private static TenantId tenant() {
    try (Tenants tenants = new Tenants(DB.database(), InstantSource.system())) {
      return tenants.create("tenant-" + UUID.randomUUID()).orElseThrow().id();
    }
  }

  @Test
  void comparesWordsWithoutCaseAccentsAndLookAlikeForms() {
    assertThat(SearchWords.words("José  MÜLLER-Łukasz"))
        .containsExactly("jose", "muller", "łukasz");
    assertThat(SearchWords.words("Ｊｏｈｎ Straße")).containsExactly("john", "strasse");
    assertThat(SearchWords.words("山田 太郎")).containsExactly("山田", "太郎");
  }

  @Test
  void keepsEmailAddressesAndPostalCodesWhole() {
    assertThat(SearchWords.words("Ada.L@Example.com"))
        .containsExactly("ada", "example", "com", "ada.l@example.com");
    assertThat(SearchWords.words("SW1A 1AA")).containsExactly("sw1a", "1aa", "sw1a1aa");
    assertThat(SearchWords.words("02139-4307")).containsExactly("02139", "4307", "021394307");
  }

  @Test
  void hashesTheSameOnEveryNodeAndForEachTenantDifferently() {
    List<Long> hashes = words.hashes(tenant, List.of("Zoë Müller"));

    assertThat(hashes).hasSize(2);
    assertThat(node().hashes(tenant, List.of("muller zoe")))
        .containsExactlyInAnyOrderElementsOf(hashes);
    assertThat(words.hashes(tenant(), List.of("Zoë Müller"))).doesNotContainAnyElementsOf(hashes);
  }

  @Test
  void hashesTheSameAfterTheTenantsDataKeyWasRotated() {
    List<Long> before = words.hashes(tenant, List.of("Zoë"));
    vault.rotateDataKey(tenant);
    words.forget();

    assertThat(words.hashes(tenant, List.of("Zoë"))).isEqualTo(before);
  }

  @Test
  void findsByWholeWordsOnly() {
    List<Long> row = words.hashes(tenant, List.of("Zoë Müller", "SW1A 1AA", "zoe.m@example.com"));

    for (String found :
        List.of("ZOE", "müller zoe", "sw1a1aa", "SW1A-1AA", "Zoe SW1A 1AA", "Zoe.M@Example.com")) {
      assertThat(row).as(found).containsAll(words.query(tenant, found));
      assertThat(words.query(tenant, found)).as(found).isNotEmpty();
    }
    for (String not : List.of("Zo", "Mull", "SW1A 1AB", "zoe@example.com", "Müller Ida")) {
      assertThat(row.containsAll(words.query(tenant, not))).as(not).isFalse();
    }
    assertThat(words.query(tenant, " - ")).isEmpty();
  }

  @Test
  void hasALimit() {
    String many = "word".concat(" a%d".repeat(1)).formatted(1);
    assertThat(words.hashes(tenant, List.of("x".repeat(100_000), many))).hasSizeLessThan(41);
    assertThat(words.hashes(tenant, List.of(" ", "-", "a"))).isEmpty();
  }
}
