package dev.brass.server.api.v2;

import static dev.brass.server.api.Retry.NEVER;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.FormBody;
import dev.brass.server.api.HtmlPages;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.form.Fields;
import dev.brass.server.onboarding.AddressRateLimit;
import dev.brass.server.onboarding.DeviceStatus;
import dev.brass.server.onboarding.Devices;
import dev.brass.server.onboarding.Devices.Question;
import dev.brass.server.onboarding.Sandboxes;
import dev.brass.server.onboarding.SignIn;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import dev.brass.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The current API's table of contents for keys that programs request and people approve (Zinc API
/// docs, Device Authorization), and its page `/device`.
public final class V2DeviceApi extends V2Part {

  private static final String ROOT = "/device";
  private static final String BEARER = "bearer ";
  private static final int CODES_PER_MINUTE = 30;

  private final V2Caller callers;
  private final Devices devices;
  private final Sandboxes sandboxes;
  private final Wallets wallets;
  private final PublicAddress address;
  private final AccountPages account;
  private final InstantSource clock;
  private final AddressRateLimit asked;
  private final AddressRateLimit looked;

  public V2DeviceApi(
      Tenants tenants,
      Devices devices,
      Sandboxes sandboxes,
      Wallets wallets,
      SignIn signIn,
      HtmlPages pages,
      PublicAddress address,
      InstantSource clock) {
    this.callers = new V2Caller(tenants);
    this.devices = devices;
    this.sandboxes = sandboxes;
    this.wallets = wallets;
    this.address = address;
    this.account = new AccountPages(pages, signIn, clock);
    this.clock = clock;
    this.asked = new AddressRateLimit(CODES_PER_MINUTE, Duration.ofMinutes(1), clock);
    this.looked = new AddressRateLimit(CODES_PER_MINUTE, Duration.ofMinutes(1), clock);
  }

  @Override
  public void routes(Routes routes) {
    routes.post(ROOT + "/code").retry(NEVER).open(this::issue);
    routes.get(ROOT + "/codes/{user_code}").open(this::describe);
    routes.post(ROOT + "/approve").retry(NEVER).open(this::decide);
    routes.post(ROOT + "/token").retry(NEVER).open(this::redeem);
    routes.get(ROOT).open(this::page);
    routes.post(ROOT).retry(NEVER).open(this::decideOnPage);
  }

  private void slowly(AddressRateLimit pace, ApiRequest request) {
    Duration wait = pace.take(request.address());
    if (!wait.isZero()) {
      throw V2Problem.tooMany("Too many requests; come back later.", wait, clock.instant());
    }
  }

  record Issued(
      Secret<String> deviceCode,
      String userCode,
      String verificationUri,
      String verificationUriComplete,
      long expiresIn,
      long interval,
      String humanMessage,
      String next) {}

  private Reply issue(ApiRequest request) {
    TenantId sandbox = sandbox(request);
    Fields fields = AgentName.optionalBody(json, request);
    String name = AgentName.read(fields, "unnamed agent");
    fields.check();
    slowly(asked, request);
    Devices.Issued issued =
        devices.issue(name, AgentName.source(request.header("user-agent")), sandbox);
    String page = address.of(request) + ROOT;
    String complete = page + "?user_code=" + issued.userCode();
    return json.reply(
            200,
            new Issued(
                issued.deviceCode(),
                issued.userCode(),
                page,
                complete,
                Devices.LIFETIME.toSeconds(),
                Devices.INTERVAL.toSeconds(),
                "Open %s and check that it shows the code %s, then approve %s."
                    .formatted(complete, issued.userCode(), name),
                "Show human_message to your operator. Then POST /device/token with device_code"
                    + " every %d seconds until it answers 200 or an error other than"
                        .formatted(Devices.INTERVAL.toSeconds())
                    + " authorization_pending and slow_down."))
        .with("Cache-Control", "no-store");
  }

  /// The sandbox of the test key in the request, if any. Keys of other kinds have no sandbox and
  /// are ignored; an invalid test key is an error, because its sandbox would be lost.
  private @Nullable TenantId sandbox(ApiRequest request) {
    String header = request.header("authorization");
    if (header == null || !header.contains(KeyKind.TEST.prefix())) {
      return null;
    }
    Caller caller = callers.caller(request);
    return sandboxes.unclaimed(caller.tenant(), caller.keyId()).orElse(null);
  }

  record Info(
      String userCode,
      String name,
      String source,
      boolean sandboxAttached,
      @Nullable Long starterCreditCents,
      String status) {}

  private Reply describe(ApiRequest request) {
    slowly(looked, request);
    String code = request.pathValue("user_code");
    Question question = devices.question(code).orElseThrow(() -> unknown(code));
    return json.reply(
        200,
        new Info(
            question.userCode(),
            question.name(),
            question.source(),
            question.withSandbox(),
            null,
            status(question)));
  }

  private static V2Problem unknown(String code) {
    return V2Problem.notFound("DeviceCode", code.length() > 40 ? code.substring(0, 40) : code);
  }

  /// A redeemed request was approved.
  private static String status(Question question) {
    return switch (question.standing()) {
      case PENDING -> "pending";
      case APPROVED, REDEEMED -> "approved";
      case DENIED -> "denied";
    };
  }

  record Decided(String status, String name, String message) {}

  private Reply decide(ApiRequest request) {
    Fields fields = Fields.of(json.body(request));
    String code = fields.text("user_code", 1, 40);
    if (fields.raw("granted") == null) {
      fields.fault("granted", "Field required", "missing");
    }
    boolean granted = fields.flag("granted");
    String name = fields.textOrNull("account", 0, 100);
    fields.check();
    TenantId by = person(request, name == null ? "" : name);
    Question question = devices.decide(code, by, granted).orElseThrow(() -> unknown(code));
    String status = status(question);
    if (!status.equals(granted ? "approved" : "denied")) {
      throw new V2Problem(
          409, "already_exists", "This code is " + status + " already", Map.of("status", status));
    }
    return json.reply(200, new Decided(status, question.name(), message(question)));
  }

  private static String message(Question question) {
    return question.standing() == DeviceStatus.DENIED
        ? question.name() + " gets no key."
        : question.name() + " gets its key with its next question.";
  }

  /// An API key never creates another key: only a key with which a person signs in does.
  private TenantId person(ApiRequest request, String name) {
    String header = request.header("authorization");
    if (header == null || !header.strip().toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw new V2Problem(
          401,
          "unauthorized",
          "A person decides this, on the page /device or with 'Authorization: Bearer zn_owner_…'",
          null);
    }
    String key = header.strip().substring(BEARER.length());
    Optional<TenantId> by = account.account(request, key, name);
    return by.orElseThrow(
        () ->
            isApiKey(request)
                ? new V2Problem(
                    403, "forbidden", "An API key cannot approve a key; a person must do it", null)
                : new V2Problem(401, "invalid_token", "This key cannot be used to sign in", null));
  }

  private boolean isApiKey(ApiRequest request) {
    try {
      callers.caller(request);
      return true;
    } catch (V2Problem e) {
      return false;
    }
  }

  record Moved(int ordersMoved, int keysMoved, String note) {}

  /// The key on the wire (Zinc SDK, ApiKeyExchangeResponse).
  record Exchanged(
      UUID id,
      Secret<String> key,
      Secret<String> apiKey,
      String name,
      boolean isActive,
      boolean isTest,
      Instant createdAt,
      long walletBalanceCents,
      @Nullable Moved sandbox,
      @Nullable Object starterCredit) {}

  private Reply redeem(ApiRequest request) {
    Fields fields = Fields.of(json.body(request));
    String code = fields.text("device_code", 1, 200);
    fields.check();
    return switch (devices.redeem(code)) {
      case Devices.Answer.Granted granted ->
          json.reply(200, exchanged(granted)).with("Cache-Control", "no-store");
      case Devices.Answer.Pending _ ->
          throw refused(400, "authorization_pending", "No decision yet; try again");
      case Devices.Answer.TooFast _ ->
          throw refused(
              400,
              "slow_down",
              "Wait %d seconds between two requests".formatted(Devices.INTERVAL.toSeconds()));
      case Devices.Answer.Denied _ -> throw refused(403, "access_denied", "The request was denied");
      case Devices.Answer.Gone _ ->
          throw refused(
              400,
              "expired_token",
              "There is no such code, or it has expired, or its key was fetched; request another");
    };
  }

  private static V2Problem refused(int status, String code, String message) {
    return new V2Problem(status, code, message, null);
  }

  private Exchanged exchanged(Devices.Answer.Granted granted) {
    Secret<String> text = granted.key().text();
    Sandboxes.Claimed moved = granted.moved();
    return new Exchanged(
        granted.key().key().id(),
        text,
        text,
        granted.key().key().name(),
        true,
        false,
        granted.key().key().createdAt(),
        wallets.balance(granted.tenant(), Mode.LIVE).available().minor(),
        moved == null ? null : new Moved(moved.orders(), moved.keys(), V2SandboxApi.message(moved)),
        null);
  }

  private Reply page(ApiRequest request) {
    String code = request.query("user_code");
    if (code == null || code.isBlank()) {
      return ask(200, "");
    }
    slowly(looked, request);
    return devices.question(code).map(q -> shown(200, q, "")).orElseGet(this::notThere);
  }

  private Reply ask(int status, String problem) {
    return account.pages.page(
        status, "device-code", Map.of("title", "Enter the code", "problem", problem));
  }

  private Reply notThere() {
    return ask(
        404,
        "There is no such code. It is valid for 15 minutes; let the program request another one.");
  }

  private Reply shown(int status, Question question, String problem) {
    return question.standing() == DeviceStatus.PENDING
        ? account.pages.page(status, "device", DeviceView.decision(question, problem))
        : decided(question);
  }

  private Reply decided(Question question) {
    return question.standing() == DeviceStatus.DENIED
        ? account.pages.message(200, "Denied", question.name() + " gets no key.")
        : account.pages.message(
            200,
            "Approved",
            question.name()
                + " has its key, or gets it in a moment. You can close this page, and revoke the"
                + " key at any time.");
  }

  private Reply decideOnPage(ApiRequest request) {
    Map<String, String> fields = FormBody.read(request);
    String code = fields.getOrDefault("user_code", "");
    Optional<TenantId> by =
        account.account(
            request, fields.getOrDefault("key", ""), fields.getOrDefault("account", ""));
    Optional<Question> question = devices.question(code);
    if (question.isEmpty()) {
      return notThere();
    }
    String decision = fields.getOrDefault("decision", "");
    if (by.isEmpty() || !(decision.equals("approve") || decision.equals("deny"))) {
      return shown(403, question.get(), DeviceView.WRONG_KEY);
    }
    return devices
        .decide(code, by.get(), decision.equals("approve"))
        .map(this::decided)
        .orElseGet(this::notThere);
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    RuntimeException told = AccountPages.told(problem);
    Reply reply = super.failed(request, told);
    return request.path().equals(ROOT) ? account.failed(reply, told) : reply;
  }

  @Override
  public boolean owns(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }
}
