package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.GeneratedFile;
import dev.brass.server.api.admin.AdminApi;
import dev.brass.server.api.ops.OperatorCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/reference/admin.md` has every endpoint and no other. It shortens paths by `…`.
class AdminReferenceTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z]+) (…?)(/[^`]+)` \\|");

  private record Row(String method, boolean shortened, String path) {

    boolean names(String route) {
      return route.startsWith(method + " ")
          && (shortened ? route.endsWith(path) : route.equals(method + " " + path));
    }
  }

  @Test
  void namesEveryEndpointAndNoOther() throws IOException {
    Set<String> routes =
        DescribedRoutes.of(
            new AdminApi(
                new OperatorCheck(absent()),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent(),
                absent()));
    List<Row> rows =
        ROW.matcher(Files.readString(GeneratedFile.root().resolve("docs/reference/admin.md")))
            .results()
            .map(row -> new Row(row.group(1), !row.group(2).isEmpty(), row.group(3)))
            .toList();

    assertThat(routes)
        .allSatisfy(route -> assertThat(rows).as(route).anyMatch(row -> row.names(route)));
    assertThat(rows).allSatisfy(row -> assertThat(routes).anyMatch(row::names));
  }

  /// A part that this test does not need.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T absent() {
    return null;
  }
}
