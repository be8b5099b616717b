extension String {
    /// The word of `words` that this is most likely a slip for; `nil` when none is near.
    func nearest(of words: [String]) -> String? {
        let limit = Swift.max(1, count / 3)
        return words.map { (word: $0, distance: distance(to: $0)) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?.word
    }

    /// How many letters must be put in, left out, changed or swapped with their neighbour to come from one to the other
    /// (optimal string alignment).
    func distance(to other: String) -> Int {
        let (own, others) = (Array(self), Array(other))
        var beforeLast: [Int] = []
        var last = Array(0...others.count)
        for (row, letter) in own.enumerated() {
            var current = [row + 1]
            for (column, otherLetter) in others.enumerated() {
                let change = letter == otherLetter ? 0 : 1
                var best = Swift.min(last[column] + change, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == others[column - 1], own[row - 1] == otherLetter {
                    best = Swift.min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[others.count]
    }
}
