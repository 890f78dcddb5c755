package io.thalweg.protocol.amqp.v091.wire;

/// What a peer sent is wrong: a reply code, the method that it is about, and a text that says what
/// was expected. Without a stack trace, since its cause is outside.
public final class AmqpException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 255;

  private final ReplyCode code;
  private final int key;
  private final String text;

  /// Wrong, and not in a method known by now.
  public AmqpException(ReplyCode code, String text) {
    this(code, 0, text);
  }

  /// Wrong in the method of `key`: its class in the upper 16 bits, its own number in the lower.
  public AmqpException(ReplyCode code, int key, String text) {
    super(code + " - " + text, null, false, false);
    this.code = code;
    this.key = key;
    this.text = text;
  }

  /// The same in the method of `key`, unless a method is known already.
  public AmqpException in(int method) {
    return key == 0 ? new AmqpException(code, method, text) : this;
  }

  public ReplyCode code() {
    return code;
  }

  /// The class of the method that was wrong; 0: none.
  public int classId() {
    return key >>> Short.SIZE;
  }

  /// The method that was wrong; 0: none.
  public int methodId() {
    return key & 0xffff;
  }

  /// The message, cut to what a short string holds.
  public String replyText() {
    String all = code + " - " + text;
    String cut = all.substring(0, Math.min(all.length(), LONGEST));
    while (Utf8.bytes(cut) > LONGEST) {
      cut = cut.substring(0, cut.length() - 1);
    }
    return cut;
  }

  static AmqpException syntax(String text) {
    return new AmqpException(ReplyCode.SYNTAX_ERROR, text);
  }

  static AmqpException frame(String text) {
    return new AmqpException(ReplyCode.FRAME_ERROR, text);
  }
}
