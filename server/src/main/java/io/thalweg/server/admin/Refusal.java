package io.thalweg.server.admin;

/// Why a request is refused, as an answer: what was expected, what came, and what to do.
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;
  final String expected;
  final String came;
  final String advice;

  /// @param status of HTTP
  /// @param code for programs: words in lower case with hyphens
  public Refusal(int status, String code, String expected, String came, String advice) {
    super(expected + ", but " + came, null, false, false);
    this.status = status;
    this.code = code;
    this.expected = expected;
    this.came = came;
    this.advice = advice;
  }

  /// Something in the request is not what it should be.
  public static Refusal invalid(String expected, String came) {
    return new Refusal(400, "invalid", expected, came, "correct it and send the request again");
  }

  /// There is no such thing.
  public static Refusal missing(String kind, String name, String list) {
    return new Refusal(
        404,
        "unknown-" + kind,
        "a " + kind + " that is there",
        "there is no " + kind + " '" + name + "'",
        "GET " + list + " shows what there is");
  }
}
