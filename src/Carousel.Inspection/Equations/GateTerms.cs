namespace Carousel.Inspection.Equations;

/// <summary>The terms that a gate or a candidate sums up before its nonlinearity, one value for each unit.</summary>
/// <param name="Input">W x.</param>
/// <param name="Recurrent">What comes from the step before: R h₋; of a candidate that is reset with its reset
/// gate.</param>
/// <param name="Bias">b.</param>
internal sealed record GateTerms(double[] Input, double[] Recurrent, double[] Bias)
{
    /// <summary>Their sum.</summary>
    public double[] Sum => [.. Input.Select((value, u) => value + Recurrent[u] + Bias[u])];
}
