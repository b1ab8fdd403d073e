namespace Carousel.Jobs.Decoding;

/// <summary>
/// Scores from which nothing can be decoded: one is NaN or infinite, or no class is possible. The model that gave
/// them is damaged or its training diverged.
/// </summary>
/// <param name="message">Where, what was found, what to do.</param>
internal sealed class DecodingException(string message) : Exception(message)
{
    internal const string DamagedModel = "The model is damaged or its training diverged: train it again.";
}
