/// `thalweg group`: who reads what, how far, and moving groups to other places. Reading as a member
/// of a group is not here.
@NullMarked
package io.thalweg.cli.group;

import org.jspecify.annotations.NullMarked;
