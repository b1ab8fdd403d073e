namespace Carousel.Laboratory.Textbook.Control;

/// <summary>
/// The plant: a first-order plant with an actuator with a lag, and a disturbance that the controller does not see: x'
/// = −x + q + d, q' = (u − q) / τ.
/// </summary>
/// <remarks>
/// By Euler steps: x₊ = x + Δt·(−x + q + d), q₊ = q + Δt·(u − q) / τ. Think of a room, a heater that warms up slowly,
/// and the weather.
/// </remarks>
internal static class ControlPlant
{
    /// <summary>Δt.</summary>
    public const double Step = 0.1;

    /// <summary>τ: the lag of the actuator.</summary>
    public const double Lag = 0.5;

    /// <summary>Steps of an episode in training.</summary>
    public const int Steps = 100;

    /// <summary>The number of last steps of a run over which the steady-state error is measured.</summary>
    public const int SteadySteps = 20;

    /// <summary>One step.</summary>
    /// <param name="x">What is to be at the set point.</param>
    /// <param name="q">What the actuator gives.</param>
    /// <param name="u">What the controller asks for.</param>
    /// <param name="d">The disturbance.</param>
    public static (double X, double Q) Advance(double x, double q, double u, double d) =>
        (x + (Step * (-x + q + d)), q + (Step / Lag * (u - q)));

    /// <summary>The mean absolute error over the last steps.</summary>
    /// <param name="errors">The errors of a run.</param>
    public static double Steady(ReadOnlySpan<double> errors)
    {
        double sum = 0;
        foreach (double error in errors[^SteadySteps..])
        {
            sum += Math.Abs(error);
        }

        return sum / SteadySteps;
    }
}
