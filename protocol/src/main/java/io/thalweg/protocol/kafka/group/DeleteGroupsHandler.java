package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand.Delete;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.protocol.Errors;

/// DeleteGroups, versions 0–3. A group is answered once, however often it is named.
public final class DeleteGroupsHandler {
  /// Most groups of one request: no more exist, and Kafka's own collection of results takes time
  /// that grows with the square of names that are alike.
  private static final int MOST_GROUPS = 10_000;

  private DeleteGroupsHandler() {}

  public static GroupExchange exchange(DeleteGroupsRequestData request) {
    List<Delete> commands =
        request.groupsNames().stream().distinct().map(group -> new Delete(group)).toList();
    if (commands.size() > MOST_GROUPS) {
      throw new IllegalArgumentException("expected at most " + MOST_GROUPS + " groups");
    }
    return new GroupExchange(commands, replies -> response(commands, replies));
  }

  /// Found by its identity, never by its key: the collection's time would grow beyond the square of
  /// the number of equal or colliding keys.
  private static final class Apart extends DeletableGroupResult {
    private final int own = new Object().hashCode();

    @Override
    public int hashCode() {
      return own;
    }
  }

  private static DeleteGroupsResponseData response(List<Delete> asked, List<Reply> replies) {
    var results = new DeletableGroupResultCollection(asked.size());
    for (int i = 0; i < replies.size(); i++) {
      Errors error = GroupErrors.of(replies.get(i).problem());
      results.mustAdd(
          new Apart()
              .setGroupId(asked.get(i).group())
              .setErrorCode(error.code())
              .setErrorMessage(error == Errors.NONE ? null : error.message()));
    }
    return new DeleteGroupsResponseData().setResults(results);
  }
}
