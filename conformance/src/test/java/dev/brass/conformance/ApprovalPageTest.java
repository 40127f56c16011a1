package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.brass.server.e2e.Chromium;
import dev.brass.server.e2e.Client;
import dev.brass.server.e2e.RunningServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The pages on which people decide, in a real browser. What was seen is left in `target/pages`.
class ApprovalPageTest {

  @TempDir static Path data;
  @RegisterExtension static final Chromium chromium = Chromium.perClass();
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void fits(Page page, String name, int width) {
    assertThat(page.evaluate("document.documentElement.scrollWidth"))
        .as("%s at %s is not wider than the window", name, width)
        .isEqualTo(width);
    for (Locator button : page.locator("button").all()) {
      assertThat(button.boundingBox().height).as("fingers hit it").isGreaterThanOrEqualTo(44);
    }
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "pages", name + "-" + width + ".png")));
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void aPersonApprovesAKey(int width) {
    Client stranger = server.stranger();
    JsonNode opened = stranger.post("/sandbox/keys", "").has(200).json();
    JsonNode code =
        stranger.post("/device/code", "{\"name\":\"acme-restock-agent\"}").has(200).json();
    try (Page page = chromium.page(width)) {
      page.navigate(code.get("verification_uri").asString());
      fits(page, "device-code", width);
      page.getByLabel("Code").fill(code.get("user_code").asString());
      page.getByText("Continue").click();
      assertThat(page.locator("main").innerText())
          .contains("acme-restock-agent", code.get("user_code").asString());
      fits(page, "device", width);

      page.getByLabel("Your owner key").fill(opened.get("api_key").asString());
      page.getByText("Approve", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT).innerText())
          .contains("does not sign you in");
      fits(page, "device-wrong-key", width);

      page.getByLabel("Your owner key").fill(server.key("admin_key"));
      page.getByText("I operate this server").click();
      page.getByLabel("Account").fill("default");
      fits(page, "device-operator", width);
      page.getByText("Approve", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("h1").innerText()).isEqualTo("Approved");
      fits(page, "device-approved", width);
    }
    String redeem = "{\"device_code\":\"" + code.get("device_code").asString() + "\"}";
    assertThat(stranger.post("/device/token", redeem).has(200).text("/key")).startsWith("zn_live_");
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void aPersonClaimsASandbox(int width) {
    JsonNode opened = server.stranger().post("/sandbox/keys", "").has(200).json();
    try (Page page = chromium.page(width)) {
      page.navigate(opened.get("claim_url").asString());
      fits(page, "claim", width);
      page.getByLabel("Your owner key").fill(server.key("admin_key"));
      page.getByText("Claim", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("h1").innerText()).isEqualTo("The sandbox is yours");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void aBuyerPays(int width) {
    String order =
        """
        {"products": [{"url": "https://www.amazon.com/dp/B07JGBW826?ref=%d"},
                      {"url": "https://www.amazon.com/dp/B0CBUYER01", "quantity": 2}],
         "max_price": 12999,
         "shipping_address": {
           "first_name": "Tim", "last_name": "Beaver", "address_line1": "77 Massachusetts Avenue",
           "city": "Cambridge", "state": "MA", "postal_code": "02139",
           "phone_number": "5551230101", "country": "US"},
         "payment": {"mode": "card", "payment_method": "pm_card_authenticationRequired"}}
        """
            .formatted(width);
    String url =
        server
            .test()
            .with("X-Zinc-Client", "claude")
            .post("/orders", order)
            .has(402)
            .text("/error/details/pay_url");
    try (Page page = chromium.page(width)) {
      page.navigate(url);
      assertThat(page.locator("main").innerText())
          .contains("B0CBUYER01", "Tim Beaver, Cambridge, MA 02139", "$134.19")
          .doesNotContain("Massachusetts");
      fits(page, "pay", width);
      page.getByText("(simulated)").click();
      assertThat(page.locator("main").innerText()).contains("The order is number");
      fits(page, "pay-done", width);
      assertThat(page.getByText("Back to Claude").getAttribute("href"))
          .isEqualTo("https://claude.ai");
    }
  }
}
