namespace Carousel.Laboratory.Textbook.Control;

/// <summary>
/// u = P·e + I·∫e + D·ė, with the integral as a sum and the derivative as a difference; the first difference is 0.
/// </summary>
/// <param name="P">The proportional gain.</param>
/// <param name="I">The integral gain.</param>
/// <param name="D">The derivative gain.</param>
internal readonly record struct PidController(double P, double I, double D)
{
    /// <summary>The errors, set point minus x, of a run from rest.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="errors">One for each step, overwritten.</param>
    public void Run(in ControlEpisode episode, Span<double> errors)
    {
        double x = 0, q = 0, integral = 0, before = episode.SetPoint;
        for (int t = 0; t < errors.Length; t++)
        {
            double error = episode.SetPoint - x;
            errors[t] = error;
            double u = Ask(error, ref integral, ref before);
            (x, q) = ControlPlant.Advance(x, q, u, episode.At(t));
        }
    }

    /// <summary>Its output for given errors, without feedback from the plant.</summary>
    /// <param name="errors">One for each step.</param>
    public double[] Answer(ReadOnlySpan<double> errors)
    {
        var asked = new double[errors.Length];
        double integral = 0, before = errors.IsEmpty ? 0 : errors[0];
        for (int t = 0; t < asked.Length; t++)
        {
            asked[t] = Ask(errors[t], ref integral, ref before);
        }

        return asked;
    }

    /// <summary>
    /// The mean squared error over episodes of training's length: what gains are tuned by, and the network is trained
    /// by.
    /// </summary>
    public double Loss(IReadOnlyList<ControlEpisode> episodes)
    {
        Span<double> errors = stackalloc double[ControlPlant.Steps];
        double sum = 0;
        foreach (ControlEpisode episode in episodes)
        {
            Run(episode, errors);
            foreach (double error in errors)
            {
                sum += error * error;
            }
        }

        double mean = sum / (episodes.Count * ControlPlant.Steps);
        return double.IsFinite(mean) ? mean : double.PositiveInfinity;
    }

    private double Ask(double error, ref double integral, ref double before)
    {
        integral += ControlPlant.Step * error;
        double u = (P * error) + (I * integral) + (D * (error - before) / ControlPlant.Step);
        before = error;
        return u;
    }
}
