package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand.ListAll;
import io.thalweg.core.group.GroupCommand.Listed;
import io.thalweg.core.group.GroupCommand.Listing;
import io.thalweg.core.turn.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;

/// ListGroups, versions 0–5: all groups, or those in some states (since version 4, KIP-518) and of
/// some types (since version 5, KIP-848). Upper and lower case are the same.
public final class ListGroupsHandler {
  private ListGroupsHandler() {}

  public static GroupExchange exchange(ListGroupsRequestData request) {
    Set<String> types = lowerCase(request.typesFilter());
    Set<String> states = lowerCase(request.statesFilter());
    boolean ofType = types.isEmpty() || types.contains(GroupPhases.TYPE);
    return GroupExchange.of(new ListAll(), reply -> response(reply, ofType, states));
  }

  private static Set<String> lowerCase(List<String> words) {
    return words.stream().map(ListGroupsHandler::lowerCase).collect(Collectors.toSet());
  }

  private static String lowerCase(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static ListGroupsResponseData response(Reply reply, boolean ofType, Set<String> states) {
    ListGroupsResponseData response = new ListGroupsResponseData();
    response.setErrorCode(GroupErrors.code(reply.problem()));
    if (ofType && reply instanceof Listed listed) {
      for (Listing group : listed.groups()) {
        String state = GroupPhases.name(group.phase());
        if (states.isEmpty() || states.contains(lowerCase(state))) {
          response
              .groups()
              .add(
                  new ListedGroup()
                      .setGroupId(group.group())
                      .setProtocolType(group.protocolType())
                      .setGroupState(state)
                      .setGroupType(GroupPhases.TYPE));
        }
      }
    }
    return response;
  }
}
