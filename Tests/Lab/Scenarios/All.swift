/// Every scenario, in the order in which they are started.
let allScenarios: [Scenario] =
    firstSyncs + increments + trees + refusals + rawAndPlain + features + interruptions + economy + grants
    + tighterGrants
