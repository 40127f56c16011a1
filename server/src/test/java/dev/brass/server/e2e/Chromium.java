package dev.brass.server.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A real browser for one test class: the installed Chromium, without a window, driven by
/// Playwright. It reaches this machine alone: every name but `localhost` and those under
/// `.example`, which are this machine, does not exist for it. Used by the thread of the test class.
///
/// ```
/// @RegisterExtension static final Chromium chromium = Chromium.perClass();
/// ```
public final class Chromium implements BeforeAllCallback, AfterAllCallback {

  /// As Debian, Ubuntu and Google call it; `./brass test` looks for the same.
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private static final Path ON_MACOS =
      Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  /// Without these it speaks to its makers' servers at each start, and cannot be run by root.
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--host-resolver-rules=MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost,"
              + " EXCLUDE 127.0.0.1");

  private @Nullable Playwright playwright;
  private @Nullable Browser browser;

  private Chromium() {}

  public static Chromium perClass() {
    return new Chromium();
  }

  /// A new page, of a user who was never here before.
  public Page page() {
    return page(1280);
  }

  /// The same.
  ///
  /// @param width of the window, in pixels
  public Page page(int width) {
    if (browser == null) {
      throw new IllegalStateException("There is a browser only during a test");
    }
    return browser.newPage(new Browser.NewPageOptions().setViewportSize(width, 900));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Path program = program();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(program).setArgs(FLAGS));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (playwright != null) {
      playwright.close();
    }
    playwright = null;
    browser = null;
  }

  private static Path program() {
    List<String> folders =
        Arrays.asList(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
    return Stream.concat(
            folders.stream()
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name))),
            Stream.of(ON_MACOS))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException("there is no Chromium; ./brass test says how to get it"));
  }
}
