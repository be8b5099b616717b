/// Every scenario, in the order in which they are started.
let allScenarios: [Scenario] =
    longChains + firstSyncs + increments + snapshots + datasets + clones + volumes + trees + encryption + rawAndPlain
    + features + namesAtTheLimit + targets + atOnce + refusals + confined + interruptions + economy + grants
    + tighterGrants
    + cutsInEveryState + cutsBesideStreams + cutsOfTheLine + clockJumps
