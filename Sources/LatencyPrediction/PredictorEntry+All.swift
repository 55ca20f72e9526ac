extension PredictorEntry {
    /// Every kind of latency model. To add one, write its file and add its line here.
    ///
    /// The one that does best over all published tables comes first, since it is taken where nothing
    /// tells them apart.
    package static let all: [PredictorEntry] = [
        TransferPredictor.entry,
        OpCountPredictor.entry,
        FLOPsPredictor.entry,
        LUTPredictor.entry,
        MaplePredictor.entry,
        MaplePaperPredictor.entry,
        HELPPredictor.entry,
        FineTunePredictor.entry,
        RegressionPredictor.entry,
        BundledPredictor.entry,
        OraclePredictor.entry,
    ]
}
