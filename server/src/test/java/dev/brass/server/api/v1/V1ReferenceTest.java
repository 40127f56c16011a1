package dev.brass.server.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The reference page names everything that this channel knows.
class V1ReferenceTest {

  private static String page() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("spi"))) {
      folder = Objects.requireNonNull(folder.getParent(), "the repository's root");
    }
    return Files.readString(folder.resolve("docs/reference/v1.md"));
  }

  @Test
  void namesEveryAttribute() throws IOException {
    String page = page();

    Stream.of(
            OrderReader.NAMES,
            ProductReader.NAMES,
            ProductReader.VARIANT_NAMES,
            ProductReader.CRITERIA_NAMES,
            AddressReader.NAMES,
            ShippingReader.NAMES,
            PaymentReader.NAMES,
            CredentialReader.NAMES,
            WebhookReader.NAMES,
            ExtrasReader.PROMO_NAMES,
            InquiryReader.NAMES,
            ProxyReader.NAMES,
            Set.copyOf(DetailsAnswer.ATTRIBUTES))
        .flatMap(Set::stream)
        .forEach(name -> assertThat(page).contains("`" + name + "`"));
  }

  @Test
  void namesEveryCodeWithItsStatus() throws IOException {
    String page = page();

    Arrays.stream(V1Code.values())
        .forEach(
            code -> assertThat(page).contains("| `" + code.code() + "` | " + code.status() + " |"));
  }
}
