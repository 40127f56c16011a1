package dev.brass.server.api.admin;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesFilter;
import dev.brass.server.aftersales.AftersalesId;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.aftersales.ReturnDecision;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Money;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/admin/tenants/{tenant}/returns`: the returns that clients requested, and an operator's
/// decisions where the store does not decide by itself.
final class ReturnEndpoints {

  private static final LinearPattern BLANKS = LinearPattern.of("\\s+");
  private static final LinearPattern HUMP = LinearPattern.of("([a-z])([A-Z])");

  private static final int LONGEST_NOTE = 2000;
  private static final int MOST_LABELS = 20;
  private static final long LARGEST_AMOUNT = 999_999_999_999L;

  /// The states of a return by their names on the wire.
  private static final List<Class<? extends AftersalesState>> STATES =
      List.of(
          AftersalesState.Queued.class,
          AftersalesState.Pending.class,
          AftersalesState.Referred.class,
          AftersalesState.Returned.class,
          AftersalesState.ReturnInProgress.class,
          AftersalesState.Refused.class,
          AftersalesState.Credited.class);

  private final Aftersales aftersales;
  private final TenantPaths paths;

  ReturnEndpoints(Aftersales aftersales, TenantPaths paths) {
    this.aftersales = aftersales;
    this.paths = paths;
  }

  /// A return on the wire.
  ///
  /// @param state the engine's name: `queued`, `pending`, `referred` to the operator, `returned`
  /// when approved, `return_in_progress` and `refused` when denied, `credited`
  record ReturnWire(
      UUID id,
      UUID tenantId,
      UUID orderId,
      String mode,
      String store,
      String state,
      String merchantOrderId,
      List<LineWire> products,
      String reason,
      @Nullable String notes,
      @Nullable String merchantReturnId,
      List<String> labelUrls,
      @Nullable Long refund,
      @Nullable String currency,
      @Nullable String note,
      Instant createdAt,
      Instant updatedAt) {

    static ReturnWire of(AftersalesTask errand) {
      if (!(errand.wish() instanceof AftersalesAction.Return wish)) {
        throw new IllegalArgumentException("not a return: " + errand.id());
      }
      AftersalesState.Returned how = errand.state().approval();
      Money refund = errand.state() instanceof AftersalesState.Credited c ? c.refund() : null;
      return new ReturnWire(
          errand.id().value(),
          errand.tenant().value(),
          Objects.requireNonNull(errand.order(), "a return without an order").value(),
          errand.mode().code(),
          errand.store(),
          name(errand.state().getClass()),
          wish.merchantOrder().id(),
          wish.lines().stream()
              .map(line -> new LineWire(line.productId(), line.quantity()))
              .toList(),
          wish.reason(),
          wish.explanation(),
          how == null ? null : how.merchantReturnId(),
          how == null ? List.of() : how.labels().stream().map(URI::toString).toList(),
          refund == null ? null : refund.minor(),
          refund == null ? null : refund.currency().getCurrencyCode(),
          errand.state().resolution(),
          errand.createdAt(),
          errand.updatedAt());
    }
  }

  /// A product to be returned.
  record LineWire(String productId, int quantity) {}

  private static String name(Class<? extends AftersalesState> state) {
    return HUMP.replaceAll(state.getSimpleName(), "$1_$2").toLowerCase(Locale.ROOT);
  }

  /// `GET`, optionally with `mode` and `state` in the query: newest first.
  Reply list(ApiRequest request) {
    TenantId tenant = paths.tenant(request).id();
    Page page = Page.of(request);
    UUID before = page.afterId();
    String state = Page.text(request, "state");
    List<AftersalesTask> rows =
        aftersales
            .returns(
                tenant,
                mode(request),
                new AftersalesFilter(
                    null,
                    state == null ? null : Set.of(state(state)),
                    before == null ? null : new AftersalesId(before)),
                page.limit() + 1,
                0)
            .items();
    return AdminJson.page(
        "returns",
        rows.stream().limit(page.limit()).map(ReturnWire::of).toList(),
        page.next(rows, errand -> errand.id().value()));
  }

  private static Mode mode(ApiRequest request) {
    String mode = Page.text(request, "mode");
    return mode == null ? Mode.LIVE : Page.word("mode", mode, Mode.values());
  }

  private static Class<? extends AftersalesState> state(String wanted) {
    return STATES.stream()
        .filter(state -> name(state).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new AdminProblem(
                    400,
                    "'state' is one of "
                        + STATES.stream()
                            .map(ReturnEndpoints::name)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /// `POST …/{id}` with `decision` (`approve` with optional `label_urls` and `merchant_return_id`,
  /// `deny`, `credit` with `amount` and `currency`) and `note`: 200 with the return, 409 when its
  /// state does not allow this decision.
  Reply decide(ApiRequest request) {
    TenantId tenant = paths.tenant(request).id();
    AftersalesId id = new AftersalesId(Page.uuid(request.pathValue("id"), "id"));
    AdminJson.Body body =
        AdminJson.body(
            request, "decision", "note", "label_urls", "merchant_return_id", "amount", "currency");
    return switch (aftersales.decide(tenant, id, decision(body))) {
      case Aftersales.Decided.Done(var errand) -> AdminJson.reply(200, ReturnWire.of(errand));
      case Aftersales.Decided.NotNow(var errand) ->
          throw new AdminProblem(
              409,
              "The return is '%s': approve what was referred to you, credit what was approved, deny"
                      .formatted(name(errand.state().getClass()))
                  + " either.");
      case Aftersales.Decided.TooMuch(var left) ->
          throw new AdminProblem(
              409, "At most %s of the order's cost can still be refunded.".formatted(left));
      case Aftersales.Decided.Unknown _ ->
          throw AdminProblem.notFound("return", "'" + id.value() + "'");
    };
  }

  private static ReturnDecision decision(AdminJson.Body body) {
    String note = note(body);
    return switch (body.text("decision")) {
      case "approve" ->
          new ReturnDecision.Approved(body.textOrNull("merchant_return_id"), labels(body), note);
      case "deny" -> {
        if (note == null) {
          throw new AdminProblem(400, "Send 'note' as text: it gives the client the reason.");
        }
        yield new ReturnDecision.Denied(note);
      }
      case "credit" ->
          new ReturnDecision.Credited(
              Money.of(body.whole("amount", 1, LARGEST_AMOUNT), currency(body)), note);
      default -> throw new AdminProblem(400, "'decision' is one of approve, deny, credit.");
    };
  }

  private static @Nullable String note(AdminJson.Body body) {
    String note = body.textOrNull("note");
    if (note != null && note.length() > LONGEST_NOTE) {
      throw new AdminProblem(400, "'note' has at most " + LONGEST_NOTE + " characters.");
    }
    return note == null || note.isBlank() ? null : note;
  }

  private static String currency(AdminJson.Body body) {
    String code = body.textOrNull("currency");
    String wanted = code == null ? "USD" : code.toUpperCase(Locale.ROOT);
    boolean known =
        Currency.getAvailableCurrencies().stream()
            .anyMatch(currency -> currency.getCurrencyCode().equals(wanted));
    if (!known) {
      throw new AdminProblem(400, "'currency' is an ISO 4217 code, such as USD.");
    }
    return wanted;
  }

  private static List<URI> labels(AdminJson.Body body) {
    String text = body.textOrNull("label_urls");
    if (text == null) {
      return List.of();
    }
    List<String> urls = BLANKS.split(text.strip(), MOST_LABELS + 1);
    if (urls.size() > MOST_LABELS) {
      throw new AdminProblem(400, "'label_urls' has at most " + MOST_LABELS + " addresses.");
    }
    return urls.stream().map(ReturnEndpoints::label).toList();
  }

  private static URI label(String url) {
    try {
      URI address = new URI(url);
      if (address.getHost() != null && Set.of("http", "https").contains(address.getScheme())) {
        return address;
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    throw new AdminProblem(400, "'label_urls' are http or https addresses, not '" + url + "'.");
  }
}
