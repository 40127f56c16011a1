package dev.brass.server.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a claim moves and an end deletes is told for every table that there is: whoever adds one
/// decides it in [TenantDataRepository].
class TenantDataRepositoryTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perClass();

  @Test
  void everyTableOfTenantsIsToldOf() {
    List<String> tables =
        database
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select table_name::text from information_schema.columns
                            where column_name = 'tenant_id' and table_schema = 'public'
                            """)
                        .mapTo(String.class)
                        .list());

    assertThat(TenantDataRepository.known()).containsExactlyInAnyOrderElementsOf(tables);
  }
}
