namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>What was forecast of a channel's row, and what came, both as the network sees them.</summary>
/// <param name="Truth">z of the value; NaN for a gap.</param>
/// <param name="Location">Middle of the forecast.</param>
/// <param name="Scale">Its scale.</param>
/// <param name="Freedom">Its degrees of freedom.</param>
public readonly record struct ChannelForecast(double Truth, double Location, double Scale, double Freedom)
{
    /// <summary>Negative log-likelihood of the truth, less a constant of the freedom alone.</summary>
    public double Surprise
    {
        get
        {
            double error = (Truth - Location) / Scale;
            return ((Freedom + 1) / 2 * Math.Log(1 + (error * error / Freedom))) + Math.Log(Scale);
        }
    }
}
