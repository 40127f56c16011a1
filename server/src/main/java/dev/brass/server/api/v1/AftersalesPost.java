package dev.brass.server.api.v1;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesId;
import dev.brass.server.aftersales.AftersalesPrivate;
import dev.brass.server.aftersales.AftersalesRequest;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.order.OrderId;
import dev.brass.server.secret.Masking;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Credential;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The common part of all POSTs that create after-sales tasks: a body that may be empty, an
/// idempotency key whose first answer is repeated, receivers of webhooks, and a `request_id` as the
/// answer.
final class AftersalesPost implements Command<AftersalesPost.Wanted> {

  static final Set<String> COMMON = Set.of("webhooks", "idempotency_key");

  private final Aftersales aftersales;
  private final WebhookReader webhooks;
  private final String kind;
  private final Set<String> names;
  private final Reader reader;

  /// The common part of one endpoint.
  ///
  /// @param kind [AftersalesAction#kind] of the created task
  AftersalesPost(
      Aftersales aftersales, WebhookReader.TargetCheck targets, String kind, Reader reader) {
    this.aftersales = aftersales;
    this.webhooks = new WebhookReader(targets);
    this.kind = kind;
    Set<String> all = new HashSet<>(reader.names());
    all.addAll(COMMON);
    this.names = Set.copyOf(all);
    this.reader = reader;
  }

  /// The reader of an endpoint's body.
  interface Reader {

    /// The attributes of its body besides the common ones.
    Set<String> names();

    /// The requested action. Faults of the body are recorded in its problems; the result is not
    /// used then.
    ///
    /// @throws V1Problem when the action is not possible for the order
    Draft read(ApiRequest request, Caller caller, Fields body);
  }

  /// A requested action with its order.
  ///
  /// @param order null when the client named only a merchant order
  /// @param credential null when the order has one or none is needed
  record Draft(
      String store,
      @Nullable OrderId order,
      AftersalesAction wish,
      @Nullable Credential credential) {}

  /// The result of the check.
  sealed interface Wanted {

    /// An after-sales task to submit.
    record Submit(AftersalesRequest errand) implements Wanted {}

    /// It was submitted before with this key, whatever else the body contains.
    record Known(AftersalesId errand) implements Wanted {}
  }

  @Override
  public Wanted check(ApiRequest request, Caller caller) {
    String text = request.text();
    ObjectNode body = text.isBlank() ? V1Json.object() : V1Json.read(text);
    Problems problems = new Problems();
    Fields fields = new Fields(body, "", false, names, problems);
    String key = fields.get("idempotency_key").text(Limits.IDEMPOTENCY_KEY);
    Optional<AftersalesId> before =
        key == null
            ? Optional.empty()
            : aftersales.submittedWith(caller.tenant(), caller.mode(), kind, key);
    if (before.isPresent()) {
      return new Wanted.Known(before.get());
    }
    return new Wanted.Submit(errand(request, caller, body, fields, problems, key));
  }

  @Override
  public Reply run(Wanted wanted, ApiRequest request, Caller caller) {
    return switch (wanted) {
      case Wanted.Submit(var errand) -> submit(errand);
      case Wanted.Known(var before) -> V1Ids.again(before.value());
    };
  }

  private AftersalesRequest errand(
      ApiRequest request,
      Caller caller,
      ObjectNode body,
      Fields fields,
      Problems problems,
      @Nullable String key) {
    Draft draft = reader.read(request, caller, fields);
    AftersalesPrivate secrets =
        new AftersalesPrivate(draft.credential(), webhooks.read(fields.get("webhooks")));
    if (problems.any()) {
      throw problems.refusal();
    }
    return new AftersalesRequest(
        caller.tenant(),
        caller.mode(),
        draft.store(),
        draft.order(),
        draft.wish(),
        AftersalesRequest.Overlap.STORE_DECIDES,
        secrets,
        V1Json.write(Masking.of(body)),
        key);
  }

  private Reply submit(AftersalesRequest errand) {
    return switch (aftersales.submit(errand)) {
      case Aftersales.Submission.Accepted(var accepted) -> V1Ids.reply(accepted.id().value());
      case Aftersales.Submission.Duplicate(var original) -> V1Ids.again(original.value());
      case Aftersales.Submission.Returned _ ->
          throw new IllegalStateException("a return that the store decides about was refused");
    };
  }
}
