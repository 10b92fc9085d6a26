package org.cnnc.runtime.spi;

/**
 * What a device has for the work items of a group, as its driver says.
 *
 * @param maxItems the most that a group can have
 * @param localBytes the most memory that they can share
 * @param hasOwnMemory whether that memory is a compute unit's own, which is faster than the rest
 * @param subgroup how many items run in step; 0 where the driver does not say
 */
public record WorkGroups(int maxItems, long localBytes, boolean hasOwnMemory, int subgroup) {}
