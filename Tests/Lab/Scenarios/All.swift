/// Every scenario, in the order in which they are started: those that take minutes first.
let allScenarios: [Scenario] =
    longChains + hostileSource + firstSyncs + increments + snapshots + datasets + clones + volumes + trees + encryption
    + rawAndPlain + features + namesAtTheLimit + targets + atOnce + refusals + confined + forgedTokens + cursors
    + interruptions + economy + grants + tighterGrants + cutsInEveryState + cutsBesideStreams + cutsOfTheLine
    + verifying + restoring + clockJumps
