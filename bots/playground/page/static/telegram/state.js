// Placeholder.
export const reduce = slack => slack;
