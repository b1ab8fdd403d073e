namespace Carousel.Anomalies;

/// <summary>Precision, recall and their harmonic mean.</summary>
/// <param name="Precision">Share of the alarms that are right; NaN without an alarm.</param>
/// <param name="Recall">Share of the anomalies that are found; NaN without an anomaly.</param>
internal readonly record struct DetectionScore(double Precision, double Recall)
{
    /// <summary>2·P·R / (P + R); 0 where nothing is right, NaN without an anomaly.</summary>
    public double F1 =>
        double.IsNaN(Recall) ? double.NaN
            : !(Precision + Recall > 0) ? 0
            : 2 * Precision * Recall / (Precision + Recall);
}
