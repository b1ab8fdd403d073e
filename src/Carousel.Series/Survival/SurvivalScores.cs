namespace Carousel.Survival;

/// <summary>How good predicted hazards are.</summary>
/// <param name="Concordance">Of the hazard of the next period, among customers of the same age.</param>
/// <param name="HorizonConcordance">Of the survival at the time of the leaving, up to the horizon (Antolini).</param>
/// <param name="Brier">Of the survival through each next period, weighted for censoring.</param>
/// <param name="CalibrationError">Of the chance to leave within the horizon, in ten bins.</param>
/// <param name="HazardCalibrationError">Of the hazard of the next period, in ten bins.</param>
/// <param name="Nats">The mean negative log-likelihood of the next period.</param>
/// <param name="Bins">The ten bins of the horizon.</param>
internal sealed record SurvivalScores(
    double Concordance, double HorizonConcordance, IReadOnlyList<double> Brier, double CalibrationError,
    double HazardCalibrationError, double Nats,
    IReadOnlyList<CalibrationBin> Bins)
{
    /// <summary>The Brier score over all periods of the horizon.</summary>
    public double MeanBrier => Brier.Average();

    /// <summary>Scores hazards.</summary>
    /// <param name="next">Rows whose next period is observed; their first hazard is scored.</param>
    /// <param name="ahead">Rows after which a whole horizon lies before the end of the log.</param>
    /// <returns>The scores.</returns>
    public static SurvivalScores Of(HazardTable next, HazardTable ahead)
    {
        double[] hazards = [.. Enumerable.Range(0, next.Count).Select(i => next.Hazards[i, 0])];
        double nats = 0;
        for (int i = 0; i < next.Count; i++)
        {
            bool leaves = next.Outcomes[i] is { Leaves: true, Time: 1 };
            nats -= Math.Log(Math.Clamp(leaves ? hazards[i] : 1 - hazards[i], 1e-12, 1)) / next.Count;
        }

        double concordance = Survival.Concordance.Incident(next.Outcomes, hazards, next.Ages);
        double hazardError = SurvivalCalibration.Error(SurvivalCalibration.Bins(next.Outcomes, hazards, horizon: 1));
        if (ahead.Count == 0)
        {
            return new SurvivalScores(concordance, double.NaN, [double.NaN], double.NaN, hazardError, nats, []);
        }

        double[,] survival = ahead.Survival();
        double[] leaving = [.. Enumerable.Range(0, ahead.Count).Select(i => 1 - survival[i, ahead.Horizon - 1])];
        IReadOnlyList<CalibrationBin> bins = SurvivalCalibration.Bins(ahead.Outcomes, leaving, ahead.Horizon);
        return new SurvivalScores(
            concordance, Survival.Concordance.Antolini(ahead.Outcomes, survival),
            BrierScore.Over(ahead.Outcomes, survival),
            SurvivalCalibration.Error(bins), hazardError, nats, bins);
    }
}
