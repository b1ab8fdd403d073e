namespace Carousel.Laboratory.Claims.Control;

/// <summary>How well a controller does.</summary>
/// <param name="Squared">The mean squared error on unseen disturbances: what all were tuned or trained by.</param>
/// <param name="Steady">The steady-state error on unseen disturbances.</param>
/// <param name="Stronger">The steady-state error on disturbances stronger than in training.</param>
/// <param name="Longer">The steady-state error on unseen disturbances after twice the steps.</param>
/// <param name="Jump">The steady-state error after a disturbance that changed on the way.</param>
/// <param name="OverTime">The mean absolute error of each step on unseen disturbances, over twice the steps.</param>
/// <param name="Response">x over the steps of the episode that is drawn.</param>
/// <param name="AfterPulse">What it asks for while and after it is told of an error for some steps and of none
/// afterwards.</param>
internal sealed record ControllerScores(
    double Squared, double Steady, double Stronger, double Longer, double Jump, double[] OverTime, double[] Response,
    double[] AfterPulse);

/// <summary>What came of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="IsDiverged">Whether training ended with a number that is not finite.</param>
/// <param name="Parameters">How many values were trained.</param>
/// <param name="Tuned">P, PI and PID as they were tuned.</param>
/// <param name="Scores">P, PI, PID, LSTM.</param>
/// <param name="Probe">What the network's state tells of the integral of the error.</param>
internal sealed record ControlOutcome(
    ulong Seed, bool IsDiverged, long Parameters, IReadOnlyList<PidController> Tuned,
    IReadOnlyList<ControllerScores> Scores, ControlProbe Probe)
{
    /// <summary>The controllers by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["P", "PI", "PID", "LSTM"];

    /// <summary>The scores of P control.</summary>
    public ControllerScores Proportional => Scores[0];

    /// <summary>The scores of the LSTM.</summary>
    public ControllerScores Lstm => Scores[^1];

    /// <summary>The steady-state error of the LSTM in parts of P control's.</summary>
    public double Ratio => Lstm.Steady / Proportional.Steady;
}

/// <summary>What a network's state tells of the integral of the error, on unseen disturbances.</summary>
/// <param name="Trained">R² of a linear map from the cell state.</param>
/// <param name="Untrained">As it, from the cell state of the network before training, told the same errors.</param>
/// <param name="ErrorAlone">As it, from the present error alone.</param>
/// <param name="Need">R² of a linear map from the cell state over the steady-state steps, where its target is what the
/// plant needs to stay at the set point.</param>
/// <param name="MeanForget">The mean forget gate over units and steps.</param>
/// <param name="MostForget">The mean over the steps of the unit whose forget gate is most open.</param>
internal sealed record ControlProbe(
    double Trained, double Untrained, double ErrorAlone, double Need, double MeanForget, double MostForget);
