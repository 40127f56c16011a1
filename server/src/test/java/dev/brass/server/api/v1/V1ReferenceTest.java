package dev.brass.server.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page about the classic API names everything that is read and answered.
class V1ReferenceTest {

  private static String page() throws IOException {
    return Files.readString(GeneratedFile.root().resolve("docs/behaviour/v1.md"));
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
