/// The report's colours, as `#rrggbb`, for light and for dark surroundings.
///
/// Text on its ground has a contrast of at least 4.5 : 1, see WCAG 2.2, 1.4.3. Beside each colour that means something stands a
/// word that means the same.
struct ReportPalette {
    var ground, card, text, muted, line, bar: String
    var good, goodGround, warning, warningGround, bad, badGround, plainGround: String

    static let light = ReportPalette(
        ground: "#f5f5f2", card: "#ffffff", text: "#1d2024", muted: "#595f68", line: "#dfe0dc", bar: "#3c6ea5",
        good: "#17632f", goodGround: "#e2f2e6", warning: "#7d4b00", warningGround: "#fcefd6", bad: "#a11f1a",
        badGround: "#fbe6e4", plainGround: "#ececea")

    static let dark = ReportPalette(
        ground: "#15171a", card: "#1d2024", text: "#e7e8e9", muted: "#a3a9b1", line: "#33383e", bar: "#7cabdf",
        good: "#86d79c", goodGround: "#16331f", warning: "#f1c272", warningGround: "#3a2b0e", bad: "#ffa099",
        badGround: "#461d1a", plainGround: "#2b2f34")

    /// What is read on what.
    var pairs: [(text: String, ground: String)] {
        [
            (text, ground), (text, card), (muted, ground), (muted, card), (good, goodGround), (warning, warningGround),
            (bad, badGround), (text, plainGround), (text, badGround), (text, warningGround),
        ]
    }

    /// As CSS variables.
    var css: String {
        """
        --ground:\(ground);--card:\(card);--text:\(text);--muted:\(muted);--line:\(line);--bar:\(bar);--good:\(good);\
        --good-ground:\(goodGround);--warning:\(warning);--warning-ground:\(warningGround);--bad:\(bad);\
        --bad-ground:\(badGround);--plain-ground:\(plainGround)
        """
    }
}
