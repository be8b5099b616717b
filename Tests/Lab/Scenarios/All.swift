/// Every scenario, in the order in which they are started.
let allScenarios: [Scenario] =
    firstSyncs + increments + trees + refusals + interruptions + economy + cutsInEveryState + cutsBesideStreams
    + cutsOfTheLine + clockJumps
