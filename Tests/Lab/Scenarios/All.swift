/// Every scenario, in the order in which they are started.
let allScenarios: [Scenario] =
    longChains + firstSyncs + increments + snapshots + datasets + clones + volumes + trees + encryption + rawAndPlain
    + features + namesAtTheLimit + targets + atOnce + refusals + confined + forgedTokens + cursors + interruptions
    + economy + grants
    + tighterGrants + hostileSource + cutsInEveryState + cutsBesideStreams + cutsOfTheLine + clockJumps
