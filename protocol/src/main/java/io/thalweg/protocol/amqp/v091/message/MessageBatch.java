package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.publish.PublishCommand;
import io.thalweg.core.publish.PublishCommand.Message;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/// Messages that are handed to the shard together. The objects are reused; one for a loop, since it
/// is empty whenever a session has had its say.
public final class MessageBatch extends AbstractList<Message> implements RandomAccess {
  private static final int MOST = 1024;

  private final List<PublishedMessage> messages = new ArrayList<>();
  private int size;
  private int bytes;

  /// A message behind the last one, to be filled, and then to be given to [#add]; it is the same
  /// until then.
  public PublishedMessage next() {
    if (messages.size() == size) {
      messages.add(new PublishedMessage());
    }
    return messages.get(size);
  }

  /// Whether [#next], which was filled, has room in it.
  public boolean fits() {
    return size < MOST && bytes + next().bytes() <= PublishCommand.PART_BYTES;
  }

  /// What was filled last belongs to it.
  public void add() {
    bytes += next().bytes();
    size++;
  }

  /// Empties it; [#next] stays the same.
  @Override
  public void clear() {
    for (int i = 0; i < size; i++) {
      messages.get(i).release();
    }
    if (size < messages.size() && size > 0) {
      PublishedMessage filled = messages.get(size);
      messages.set(size, messages.get(0));
      messages.set(0, filled);
    }
    size = 0;
    bytes = 0;
  }

  @Override
  public Message get(int index) {
    return messages.get(index);
  }

  @Override
  public int size() {
    return size;
  }
}
