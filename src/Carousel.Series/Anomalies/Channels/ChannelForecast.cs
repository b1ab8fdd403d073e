using Carousel.Kernels;

namespace Carousel.Anomalies;

/// <summary>The forecast of a channel's row, in the network's scale.</summary>
/// <param name="Location">Middle of the forecast.</param>
/// <param name="Scale">Its scale.</param>
/// <param name="Freedom">Its degrees of freedom.</param>
internal readonly record struct ChannelForecast(double Location, double Scale, double Freedom)
{
    /// <summary>Reads a forecast from the outputs of a network.</summary>
    /// <param name="outputs">[3].</param>
    public static ChannelForecast Of(ReadOnlySpan<float> outputs) =>
        new(outputs[0], Likelihood.Positive(outputs[1]), Likelihood.Freedom(outputs[2]));

    /// <summary>Negative log-likelihood of a value, less a constant that depends only on the freedom.</summary>
    /// <param name="z">The value as the network sees it; NaN for a gap.</param>
    /// <param name="least">A lower bound of the forecast's scale.</param>
    public double SurpriseOf(double z, double least = 0)
    {
        double scale = Math.Max(Scale, least), error = (z - Location) / scale;
        return ((Freedom + 1) / 2 * Math.Log(1 + (error * error / Freedom))) + Math.Log(scale);
    }

    /// <summary>The error of a value, in scales of the forecast.</summary>
    /// <param name="z">The value as the network sees it; NaN for a gap.</param>
    public double ErrorOf(double z) => (z - Location) / Scale;

    /// <summary>The value at an error.</summary>
    /// <param name="error">In scales.</param>
    public double At(double error) => Location + (error * Scale);
}

/// <summary>What several networks say to a channel's row.</summary>
/// <param name="Location">Mean of the middles of their forecasts, as the networks see values.</param>
/// <param name="Surprise">Mean of their surprises; NaN for a gap.</param>
internal readonly record struct ChannelOpinion(double Location, double Surprise);
