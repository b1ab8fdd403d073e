using Carousel.Kernels;

namespace Carousel.Anomalies;

/// <summary>The forecast of a channel's row and the true value, both in the network's scale.</summary>
/// <param name="Truth">z of the value; NaN for a gap.</param>
/// <param name="Location">Middle of the forecast.</param>
/// <param name="Scale">Its scale.</param>
/// <param name="Freedom">Its degrees of freedom.</param>
internal readonly record struct ChannelForecast(double Truth, double Location, double Scale, double Freedom)
{
    /// <summary>Reads a forecast from the outputs of a network.</summary>
    /// <param name="truth">z of the value; NaN for a gap.</param>
    /// <param name="outputs">[3].</param>
    /// <returns>The forecast.</returns>
    public static ChannelForecast Of(double truth, ReadOnlySpan<float> outputs) =>
        new(truth, outputs[0], Likelihood.Positive(outputs[1]), Likelihood.Freedom(outputs[2]));

    /// <summary>Negative log-likelihood of the truth, less a constant that depends only on the freedom.</summary>
    public double Surprise => SurpriseFrom(0);

    /// <summary>The same with the forecast's scale bounded below by a least scale.</summary>
    /// <param name="least">The least scale.</param>
    public double SurpriseFrom(double least)
    {
        double scale = Math.Max(Scale, least), error = (Truth - Location) / scale;
        return ((Freedom + 1) / 2 * Math.Log(1 + (error * error / Freedom))) + Math.Log(scale);
    }
}

/// <summary>What several networks say to a channel's row.</summary>
/// <param name="Location">Mean of the middles of their forecasts, as the networks see values.</param>
/// <param name="Surprise">Mean of their surprises; NaN for a gap.</param>
internal readonly record struct ChannelOpinion(double Location, double Surprise);
