package dev.brass.server.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.model.StripeError;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sorts the results of calls into yes, no and anything else.
final class Calls {

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /// Timeouts, conflicts (a key in use), failed dependencies of Stripe, too many requests.
  private static final Set<Integer> NOT_SURE = Set.of(408, 409, 424, 425, 429);

  /// The same key was used for another request, which may have been done; and faults.
  private static final Set<String> NOT_SURE_TYPES = Set.of("idempotency_error", "api_error");

  private Calls() {}

  /// One call of Stripe's library and the reading of its answer.
  interface Call<T> {
    T make() throws StripeException;
  }

  static <T> StripeReply<T> make(Call<T> call) {
    try {
      return new StripeReply.Done<>(call.make());
    } catch (StripeException e) {
      return failed(e);
    } catch (RuntimeException e) {
      // Missing or unknown parts of an answer cause an exception of the reader.
      LOG.warn("an answer of Stripe cannot be read: {}", e.getClass().getSimpleName());
      return new StripeReply.Unclear<>("Stripe's answer cannot be read");
    }
  }

  private static <T> StripeReply<T> failed(StripeException e) {
    int status = Optional.ofNullable(e.getStatusCode()).orElse(0);
    StripeError error = e.getStripeError();
    if (error == null
        || error.getType() == null
        || status < 400
        || status >= 500
        || NOT_SURE.contains(status)
        || NOT_SURE_TYPES.contains(error.getType())) {
      return new StripeReply.Unclear<>(why(e, status));
    }
    String code = code(error);
    if (status == 401 || status == 403) {
      LOG.error("Stripe does not let this server in: status {}, code {}", status, code);
      return new StripeReply.Refused<>(code, "Stripe does not let this server in.", null);
    }
    return new StripeReply.Refused<>(code, message(error), intent(error));
  }

  private static String why(StripeException e, int status) {
    if (status != 0) {
      return "Stripe answered " + status;
    }
    return e instanceof ApiConnectionException && e.getMessage() != null
        ? "Stripe did not answer: " + e.getMessage()
        : "Stripe did not answer";
  }

  private static String code(StripeError error) {
    if (error.getCode() != null) {
      return error.getCode();
    }
    return error.getDeclineCode() == null ? error.getType() : error.getDeclineCode();
  }

  private static String message(StripeError error) {
    return error.getMessage() == null ? code(error) : error.getMessage();
  }

  private static @Nullable String intent(StripeError error) {
    return error.getPaymentIntent() == null ? null : error.getPaymentIntent().getId();
  }
}
