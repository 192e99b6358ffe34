/** Requests through the front: the load that shows what the loss of an app costs. */
export const workloadName = 'http';
