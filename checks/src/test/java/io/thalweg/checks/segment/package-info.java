/// Segments, read by the tools of the broker whose format they have.
package io.thalweg.checks.segment;
