package dev.brass.server.api.v2;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Retry.NEVER;

import dev.brass.connector.sandbox.TestProduct;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Callers;
import dev.brass.server.api.FormBody;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.form.Fields;
import dev.brass.server.mail.MailAddress;
import dev.brass.server.onboarding.Sandboxes;
import dev.brass.server.onboarding.SignIn;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Secret;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The current API's table of contents for starting without an account: `/sandbox/keys`, `status`,
/// `claim` and `quickstart` (Zinc API docs, Sandbox). `GET /sandbox/claim` and its form are a page
/// for people.
public final class V2SandboxApi extends V2Part {

  private static final String ROOT = "/sandbox";
  private static final String CLAIM = ROOT + "/claim";

  private final V2Caller callers;
  private final Sandboxes sandboxes;
  private final PublicAddress address;
  private final AccountPages account;
  private final InstantSource clock;
  private final Quickstart quickstart = new Quickstart();

  public V2SandboxApi(
      Tenants tenants,
      Sandboxes sandboxes,
      SignIn signIn,
      HtmlPages pages,
      PublicAddress address,
      InstantSource clock) {
    this.callers = new V2Caller(tenants);
    this.sandboxes = sandboxes;
    this.address = address;
    this.account = new AccountPages(pages, signIn, clock);
    this.clock = clock;
  }

  @Override
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    routes.post(ROOT + "/keys").retry(NEVER).open(this::open);
    routes.get(ROOT + "/status").access(READ).to((_, caller) -> status(caller));
    routes.get(CLAIM).open(this::ask);
    routes
        .post(CLAIM)
        .retry(NEVER)
        .open(
            request ->
                FormBody.isForm(request)
                    ? claimOnPage(request)
                    : claim(request, callers.caller(request, BUY)));
    routes
        .get(ROOT + "/quickstart")
        .open(
            request ->
                Reply.text(
                    200, "text/markdown; charset=utf-8", quickstart.at(address.of(request))));
  }

  /// A new sandbox on the wire (Zinc SDK, SandboxKeyResponse).
  record Opened(
      Secret<String> apiKey,
      Secret<String> key,
      String expiresPolicy,
      String quickstartUrl,
      Map<String, Object> exampleOrder,
      Secret<String> claimUrl,
      List<String> next) {}

  private Reply open(ApiRequest request) {
    String name = SandboxKeyForm.read(json, request);
    return switch (sandboxes.open(request.address(), request.isFromHere(), name)) {
      case Sandboxes.Opening.Opened opened ->
          json.reply(200, opened(opened, address.of(request))).with("Cache-Control", "no-store");
      case Sandboxes.Opening.TooMany(var wait) ->
          throw V2Problem.tooMany(
              "Too many sandboxes were opened; use the key that you have, or try again later.",
              wait,
              clock.instant());
      case Sandboxes.Opening.Closed _ ->
          throw new V2Problem(
              503,
              "service_unavailable",
              "This server does not open sandboxes on request; ask its operator for a test key.",
              null);
    };
  }

  private Opened opened(Sandboxes.Opening.Opened opened, String base) {
    Secret<String> key = opened.key().text();
    Secret<String> claim = Secret.of(base + CLAIM + "?token=" + opened.claim().reveal());
    long days = Math.max(1, sandboxes.settings().keep().toDays());
    return new Opened(
        key,
        key,
        ("Valid as long as it is used. An unclaimed sandbox is deleted %d days after its key was"
                + " last used, with all its orders; a claimed one is kept.")
            .formatted(days),
        base + ROOT + "/quickstart",
        exampleOrder(),
        claim,
        List.of(
            "Send example_order to POST "
                + base
                + "/orders with 'Authorization: Bearer <api_key>'.",
            "Poll GET " + base + "/orders/{id} until its status is order_placed.",
            "Call GET " + base + "/orders/test-products for products that provoke each outcome.",
            "Give claim_url to the person you work for; GET "
                + base
                + "/sandbox/status shows when"
                + " they have claimed this sandbox.",
            "For a key that buys, POST " + base + "/device/code with this key."));
  }

  static Map<String, Object> exampleOrder() {
    return Map.of(
        "products",
        List.of(Map.of("url", TestProduct.SUCCESS.url().toString(), "quantity", 1)),
        "shipping_address",
        Map.of(
            "first_name", "Ada",
            "last_name", "Lovelace",
            "address_line1", "77 Massachusetts Avenue",
            "city", "Cambridge",
            "state", "MA",
            "postal_code", "02139",
            "phone_number", "5551230101",
            "country", "US"),
        "max_price",
        10_000);
  }

  record Status(boolean claimed, @Nullable String claimedByEmail, String hint) {}

  private Reply status(Caller caller) {
    Optional<Sandboxes.Status> found = sandboxes.status(caller.keyId());
    Status status =
        found
            .map(
                s ->
                    s.claimed()
                        ? new Status(
                            true,
                            s.email(),
                            "This sandbox belongs to an account now, and your key still works. For"
                                + " a key that buys, POST /device/code.")
                        : new Status(
                            false,
                            null,
                            "This sandbox is not claimed yet. Give its claim_url to the person"
                                + " you work for."))
            .orElseGet(
                () ->
                    new Status(
                        false,
                        null,
                        "This key was made in an account; there is nothing to claim."));
    return json.reply(200, status);
  }

  record Claimed(boolean claimed, int ordersMoved, int keysMoved, String message) {}

  private Reply claim(ApiRequest request, Caller caller) {
    if (caller.mode() == Mode.TEST) {
      throw new V2Problem(
          403, "forbidden", "A sandbox is claimed with a live key of the account", null);
    }
    Fields fields = Fields.of(json.body(request));
    String token = fields.text("token", 1, 200);
    fields.check();
    Sandboxes.Claimed claimed =
        sandboxes
            .claim(token, caller.tenant())
            .orElseThrow(
                () ->
                    new V2Problem(
                        404,
                        "not_found",
                        "There is no sandbox to claim with this token; it may be claimed already",
                        Map.of("resource", "Sandbox")));
    return json.reply(200, new Claimed(true, claimed.orders(), claimed.keys(), message(claimed)));
  }

  static String message(Sandboxes.Claimed claimed) {
    return "%s moved into this account. %s keeps working."
        .formatted(
            claimed.orders() == 1 ? "1 order was" : claimed.orders() + " orders were",
            claimed.keys() == 1 ? "Its key" : "Each of its " + claimed.keys() + " keys");
  }

  private Reply ask(ApiRequest request) {
    String token = request.query("token");
    return token != null && sandboxes.isClaimable(token) ? form(200, token, "") : gone();
  }

  private Reply form(int status, String token, String problem) {
    Map<String, Object> values = new HashMap<>();
    values.put("title", "Claim this sandbox?");
    values.put("token", token);
    values.put("problem", problem);
    return account.pages.page(status, "claim", values);
  }

  private Reply gone() {
    return account.pages.message(
        404,
        "Nothing to claim here",
        "This sandbox was claimed already, or it was deleted, or the link is incomplete.");
  }

  private Reply claimOnPage(ApiRequest request) {
    Map<String, String> fields = FormBody.read(request);
    String token = fields.getOrDefault("token", "");
    Optional<TenantId> by =
        account.account(
            request, fields.getOrDefault("key", ""), fields.getOrDefault("account", ""));
    if (by.isEmpty()) {
      return form(403, token, DeviceView.WRONG_KEY);
    }
    return sandboxes
        .claim(token, by.get())
        .map(claimed -> account.pages.message(200, "The sandbox is yours", message(claimed)))
        .orElseGet(this::gone);
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    RuntimeException told = AccountPages.told(problem);
    Reply reply = super.failed(request, told);
    boolean page =
        request.path().equals(CLAIM)
            && (request.method().equals("GET") || FormBody.isForm(request));
    return page ? account.failed(reply, told) : reply;
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /// The body of `POST /sandbox/keys`: `{email?, name?}`, `null` or none.
  static final class SandboxKeyForm {

    private SandboxKeyForm() {}

    /// The key's name. The address is checked but not stored: the caller is anonymous, so no mail
    /// is sent at its request.
    static String read(V2Json json, ApiRequest request) {
      Fields fields = AgentName.optionalBody(json, request);
      String email = fields.textOrNull("email", 0, 254);
      String problem = email == null || email.isBlank() ? null : MailAddress.problem(email);
      if (problem != null) {
        fields.fault("email", "value is not a valid email address: " + problem, "value_error");
      }
      String name = AgentName.read(fields, "sandbox key");
      fields.check();
      return name;
    }
  }
}
