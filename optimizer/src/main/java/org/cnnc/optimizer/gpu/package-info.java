/**
 * Schedules for devices of many work items: {@link org.cnnc.optimizer.gpu.DesktopSchedules} and
 * {@link org.cnnc.optimizer.gpu.MobileSchedules}.
 */
@NullMarked
package org.cnnc.optimizer.gpu;

import org.jspecify.annotations.NullMarked;
